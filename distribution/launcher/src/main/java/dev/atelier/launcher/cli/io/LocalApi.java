package dev.atelier.launcher.cli.io;

import dev.atelier.launcher.Home;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** Talks to the running process of a home. */
public final class LocalApi extends HttpApi {
    private final Endpoints endpoints;

    public LocalApi(Endpoints endpoints) {
        super(endpoints.url(), endpoints.token());
        this.endpoints = endpoints;
    }

    public static LocalApi of(Home home) throws Failure {
        return new LocalApi(Endpoints.of(home));
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public Answer upload(String path, Multipart form) throws Failure {
        return call("POST", path, form, LONG_SILENCE_MS);
    }

    /** The live events; null when this process does not offer them. */
    public @Nullable Events events(int silenceMs) throws Failure {
        return events("/events", silenceMs);
    }

    @Override
    Failure nobodyThere(ConnectException e) {
        return Failure.nothingRunning(
                endpoints.home(), "nobody listens at " + endpoints.url() + ", which run/endpoints.json names");
    }

    @Override
    String noAnswer() {
        return "no answer from the process of " + endpoints.home();
    }

    @Override
    String whereToLook() {
        return "look at `atelier logs` and `atelier status`";
    }
}
