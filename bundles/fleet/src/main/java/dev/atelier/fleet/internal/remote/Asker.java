package dev.atelier.fleet.internal.remote;

import dev.atelier.fleet.internal.remote.Road.Reply;
import dev.atelier.fleet.internal.shape.Diagnostic;
import dev.atelier.fleet.internal.shape.Members;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one runtime, in its language, and remembers how that went. */
final class Asker {
    static final String NO_WORKER = "remote_worker_not_found";
    static final String NO_BUNDLE = "remote_config_bundle_missing";
    private static final Logger LOG = LoggerFactory.getLogger(Asker.class);

    private final String runtimeId;
    private final Road road;
    private final Supplier<Duration> limit;
    private final Breaker breaker;
    private final Troubles troubles;
    private final InstantSource clock;
    private final Runnable changed;
    private volatile Contact contact;

    /** @param changed told when what is known of the runtime looks different now; does not block */
    Asker(Place place, Road road, Supplier<Duration> limit, InstantSource clock, Runnable changed) {
        this.runtimeId = place.runtimeId();
        this.road = road;
        this.limit = limit;
        this.breaker = new Breaker(System::nanoTime);
        this.troubles = new Troubles(runtimeId);
        this.clock = clock;
        this.changed = changed;
        this.contact = Contact.none(place.label().get());
    }

    /**
     * One question.
     *
     * @param path below the base, encoded
     * @param missing the code of the diagnostic for 404
     */
    record Question<T>(String method, String path, @Nullable String body, String missing, Reading<T> reading) {
        static <T> Question<T> get(String path, Members.Reader<T> reader) {
            return again(path, Reading.of(reader));
        }

        /** One that is asked again and again. */
        static <T> Question<T> again(String path, Reading<T> reading) {
            return new Question<>("GET", path, null, NO_WORKER, reading);
        }

        static <T> Question<T> post(String path, String body, Members.Reader<T> reader) {
            return new Question<>("POST", path, body, NO_WORKER, Reading.of(reader));
        }

        @Override
        public String toString() {
            return "Question[method=" + method + ", path=" + path + "]";
        }

        Question<T> missing(String code) {
            return new Question<>(method, path, body, code, reading);
        }
    }

    Troubles troubles() {
        return troubles;
    }

    Contact contact() {
        return contact;
    }

    void learn(UnaryOperator<Contact> news) {
        boolean different;
        synchronized (this) {
            Contact before = contact;
            contact = news.apply(before);
            different = !contact.looksLike(before);
        }
        if (different) {
            changed.run();
        }
    }

    <T> CompletableFuture<Outcome<T>> ask(Question<T> question) {
        return breaker.admits()
                ? tried(question, limit.get())
                : CompletableFuture.completedFuture(new Outcome.LeftAlone<>(troubles.leftAlone()));
    }

    /** Asks even a runtime that is left alone for now. */
    <T> CompletableFuture<Outcome<T>> insist(Question<T> question, Duration within) {
        return tried(question, within);
    }

    private <T> CompletableFuture<Outcome<T>> tried(Question<T> question, Duration within) {
        Road.Request request = new Road.Request(question.method(), question.path(), question.body());
        return road.send(request, within).thenApply(reply -> outcome(question, reply));
    }

    private <T> Outcome<T> outcome(Question<T> question, Reply reply) {
        if (reply instanceof Reply.Replied replied) {
            reached();
            return read(question, replied);
        }
        if (reply instanceof Reply.TooLate || reply instanceof Reply.Unreached) {
            Diagnostic why = reply instanceof Reply.TooLate ? troubles.tooLate() : troubles.unreached();
            missed(why);
            return new Outcome.Failed<>(why);
        }
        breaker.abandoned();
        if (reply instanceof Reply.NoLink) {
            // Known without trying: nothing to be left alone for.
            learn(Contact::missed);
            return new Outcome.Failed<>(troubles.noLink());
        }
        return new Outcome.Failed<>(reply instanceof Reply.NoCredential ? troubles.noCredential() : troubles.unasked());
    }

    private <T> Outcome<T> read(Question<T> question, Reply.Replied replied) {
        int status = replied.status();
        ByteString body = replied.body();
        if (status < 200 || status > 299) {
            byte[] said = body == null ? null : body.toByteArray();
            return new Outcome.Failed<>(troubles.status(status, said, question.missing()));
        }
        if (body == null) {
            return new Outcome.Failed<>(troubles.malformed());
        }
        try {
            T value = question.reading().read(body);
            Instant now = clock.instant();
            learn(known -> known.seen(now));
            return new Outcome.Got<>(value);
        } catch (Members.BadShape e) {
            return new Outcome.Failed<>(troubles.malformed());
        }
    }

    private void reached() {
        if (breaker.reached()) {
            LOG.atInfo().addKeyValue("runtimeId", runtimeId).log("runtime can be reached again");
        }
    }

    private void missed(Diagnostic why) {
        learn(Contact::missed);
        if (breaker.missed()) {
            LOG.atWarn()
                    .addKeyValue("runtimeId", runtimeId)
                    .addKeyValue("code", why.code())
                    .log("runtime cannot be reached");
        }
    }
}
