package dev.atelier.studio.http.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.store.api.WorkerStore;
import dev.atelier.studio.store.api.WorkerStore.Request;
import dev.atelier.wire.api.Fingerprint;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.Registrations;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How somebody asks to become a worker, and hears what was decided. */
final class RegisterApi {
    private static final long MAX_BODY = 64 * 1024;
    /** Nobody looks through more; the next ones have to come again. */
    static final int MOST_PENDING = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(RegisterApi.class);

    private final WorkerStore workers;
    private final OwnWorker own;
    private final Notices notices;
    private final RateLimit limit;
    private final IntSupplier perMinute;
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
        OptionalLong wait = limit.knock(address, perMinute.getAsInt());
        if (wait.isPresent()) {
            refused.incrementAndGet();
            throw tooMany("this address has asked too often", wait.getAsLong());
        }
        Registrations.Request asked = read(exchange);
        if (workers.pending().size() >= MOST_PENDING) {
            refused.incrementAndGet();
            throw tooMany("too many requests wait for a decision", 60);
        }
        Request noted = workers.register(
                asked.installId(), asked.secretHash(), asked.capabilities(), asked.userAgent(), address, Instant.now());
        if (!approvedOwn(noted)) {
            notices.request(noted.requestId());
        }
        exchange.json(200, Registrations.noted(noted.requestId()));
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
        if (!own.made(request)) {
            return false;
        }
        workers.approve(request.requestId(), OwnWorker.BY, Instant.now()).ifPresent(worker -> {
            LOG.atInfo().addKeyValue("workerId", worker.id()).log("this host's own worker approved");
            notices.worker(worker.id());
        });
        return true;
    }

    private static Registrations.Request read(Exchange exchange) throws IOException {
        try {
            Registrations.Request request = Registrations.request(exchange.json(MAX_BODY));
            if (!request.secretHash().matches("[0-9a-f]{64}")) {
                throw Refusals.bad("registrationSecretHash must be a SHA-256 in lower-case hex");
            }
            if (request.userAgent().length() > 200) {
                throw Refusals.bad("userAgent is too long");
            }
            return request;
        } catch (MalformedJson e) {
            throw Refusals.bad(Objects.requireNonNullElse(e.getMessage(), "the request is malformed"));
        }
    }

    private static HttpError tooMany(String message, long seconds) {
        return HttpError.json(429, "too_many_requests", message).withHeader("Retry-After", String.valueOf(seconds));
    }
}
