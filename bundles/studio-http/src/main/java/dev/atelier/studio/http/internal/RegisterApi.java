package dev.atelier.studio.http.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.api.WorkerStore.Request;
import dev.atelier.wire.api.Capabilities;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.Registrations;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How somebody asks to become a worker, and hears what was decided. */
final class RegisterApi {
    private static final long MAX_BODY = 80 * 1024;
    /** Nobody looks through more; the next ones have to come again. */
    static final int MOST_PENDING = 1000;
    /** One address may have as many wait as it can send in so long. */
    private static final long MINUTES_PENDING = 10;

    private static final int MAX_CAPABILITIES = 64 * 1024;
    private static final int BODIES_AT_ONCE = 32;
    private static final Pattern INSTALL_ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private static final Logger LOG = LoggerFactory.getLogger(RegisterApi.class);

    private final WorkerStore workers;
    private final OwnWorker own;
    private final Notices notices;
    private final RateLimit limit;
    private final IntSupplier perMinute;
    private final Semaphore reading = new Semaphore(BODIES_AT_ONCE);
    private final AtomicLong refused = new AtomicLong();

    RegisterApi(WorkerStore workers, OwnWorker own, Notices notices, RateLimit limit, IntSupplier perMinute) {
        this.workers = workers;
        this.own = own;
        this.notices = notices;
        this.limit = limit;
        this.perMinute = perMinute;
    }

    List<ApiRoute> routes() {
        return List.of(
                ApiRoute.open("POST", "/workers/register-request", "Ask to become a worker", this::request)
                        .body("RegisterRequest")
                        .answers(200, "Registered"),
                ApiRoute.open(
                                "GET",
                                "/workers/register-requests/{id}",
                                "What was decided; bearer is the secret of the request",
                                this::poll)
                        .answers(200, "Decision"));
    }

    long refused() {
        return refused.get();
    }

    private void request(Exchange exchange) throws IOException {
        String address = exchange.caller();
        String source = Source.of(address);
        OptionalLong wait = limit.knock(source, perMinute.getAsInt());
        if (wait.isPresent() && !own.mayComeFrom(address)) {
            throw tooOften(wait.getAsLong());
        }
        Registrations.Request asked = read(exchange);
        if (!own.made(asked.installId(), asked.secretHash())) {
            if (wait.isPresent()) {
                throw tooOften(wait.getAsLong());
            }
            admit(asked.installId(), source);
        }
        Request noted = workers.register(
                asked.installId(), asked.secretHash(), asked.capabilities(), asked.userAgent(), address, Instant.now());
        if (!approvedOwn(noted)) {
            notices.request(noted.requestId());
        }
        exchange.json(200, Registrations.noted(noted.requestId()));
    }

    /** Whoever is known takes no further place; of the others nobody may take all that there are. */
    private void admit(String installId, String source) {
        long most = Math.min(MOST_PENDING, MINUTES_PENDING * perMinute.getAsInt());
        if (workers.pendingCount() < most) {
            return; // nor can anybody have taken too many, then
        }
        List<Request> pending = workers.pending();
        if (pending.stream().anyMatch(request -> request.installId().equals(installId))
                || workers.workers().stream()
                        .anyMatch(worker -> worker.installId().equals(installId))) {
            return;
        }
        if (pending.size() >= MOST_PENDING) {
            refused.incrementAndGet();
            throw tooMany("too many requests wait for a decision", 60);
        }
        long ofSource = pending.stream()
                .filter(request -> Source.of(request.address()).equals(source))
                .count();
        if (ofSource >= most) {
            refused.incrementAndGet();
            throw tooMany("too many requests of this address wait for a decision", 60);
        }
    }

    private HttpError tooOften(long seconds) {
        refused.incrementAndGet();
        return tooMany("this address has asked too often", seconds);
    }

    private void poll(Exchange exchange) throws IOException {
        String secret = Bearer.of(exchange.header("Authorization").orElse(null)).orElseThrow(Refusals::unauthorized);
        String id = exchange.path("id");
        Request request = workers.request(id).orElseThrow(() -> Refusals.unknown("request"));
        if (!Bearer.sameHash(Fingerprint.hash(secret), request.secretHash())) {
            throw Refusals.unauthorized();
        }
        if (approvedOwn(request)) {
            request = workers.request(id).orElseThrow(() -> Refusals.unknown("request"));
        }
        exchange.json(200, Registrations.write(decision(request)));
    }

    private Registrations.Decision decision(Request request) {
        return switch (request.state()) {
            case PENDING -> new Registrations.Pending();
            case REJECTED -> new Registrations.Rejected(Objects.requireNonNullElse(request.reason(), ""));
            case SUPERSEDED -> throw Refusals.unknown("request");
            case APPROVED -> {
                Secret token = Secret.random();
                String worker = request.workerId();
                if (worker == null || !workers.tokenIssued(worker, Fingerprint.hash(token.value()), Instant.now())) {
                    throw Refusals.unknown("request"); // removed since: it may ask anew
                }
                yield new Registrations.Approved(worker, token);
            }
        };
    }

    private boolean approvedOwn(Request request) {
        if (request.state() != Request.State.PENDING || !own.made(request.installId(), request.secretHash())) {
            return false;
        }
        workers.approve(request.requestId(), OwnWorker.BY, Instant.now()).ifPresent(worker -> {
            LOG.atInfo().addKeyValue("workerId", worker.id()).log("this host's own worker approved");
            notices.worker(worker.id());
        });
        return true;
    }

    /** Nobody needs a key to send a body here, so few are read at a time. */
    private Registrations.Request read(Exchange exchange) throws IOException {
        if (!reading.tryAcquire()) {
            throw Refusals.unavailable("too many requests come in at this moment");
        }
        try {
            JsonNode json = exchange.json(MAX_BODY);
            if (Json.bytes(json.path("capabilities")).length > MAX_CAPABILITIES) {
                throw HttpError.json(413, "too_large", "capabilities have more than " + MAX_CAPABILITIES + " bytes");
            }
            return checked(Registrations.request(json));
        } catch (MalformedJson e) {
            throw Refusals.bad(Objects.requireNonNullElse(e.getMessage(), "the request is malformed"));
        } finally {
            reading.release();
        }
    }

    private static Registrations.Request checked(Registrations.Request request) {
        if (!INSTALL_ID.matcher(request.installId()).matches()) {
            throw Refusals.bad("installId must be a UUID, 8-4-4-4-12 hex digits");
        }
        if (!request.secretHash().matches("[0-9a-f]{64}")) {
            throw Refusals.bad("registrationSecretHash must be a SHA-256 in lower-case hex");
        }
        if (request.userAgent().length() > 200) {
            throw Refusals.bad("userAgent is too long");
        }
        Capabilities can = request.capabilities();
        plain("userAgent", request.userAgent());
        plain("capabilities.machineName", can.machineName());
        plain("capabilities.username", can.username());
        plain("capabilities.agentVersion", can.agentVersion());
        plain("capabilities.engine", can.engine());
        return request;
    }

    private static void plain(String name, String text) {
        if (!PlainText.is(text)) {
            throw Refusals.bad(name + " must not have control characters");
        }
    }

    private static HttpError tooMany(String message, long seconds) {
        return HttpError.json(429, "too_many_requests", message).withHeader("Retry-After", String.valueOf(seconds));
    }
}
