package dev.atelier.registration.internal;

import dev.atelier.common.api.Secret;
import dev.atelier.wire.api.Registrations;
import dev.atelier.wire.api.StudioAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A studio without HTTP: answers as told, and writes down what it was asked. */
final class FakeApi implements StudioApi {
    final List<String> asked = new ArrayList<>();
    final List<Registrations.Request> requests = new ArrayList<>();
    private final Answer answer;

    FakeApi(Answer answer) {
        this.answer = answer;
    }

    /** The id of a request, a decision, null for 404, or an exception. */
    interface Answer {
        Optional<Object> give() throws IOException;
    }

    static Answer failing(String problem) {
        return () -> {
            throw new IOException(problem);
        };
    }

    @Override
    public String request(StudioAddress studio, Registrations.Request request) throws IOException {
        asked.add("request");
        requests.add(request);
        return (String) answer.give().orElseThrow();
    }

    @Override
    public Optional<Registrations.Decision> poll(StudioAddress studio, String requestId, Secret secret)
            throws IOException {
        asked.add("poll " + requestId + " " + secret.value());
        return answer.give().map(Registrations.Decision.class::cast);
    }
}
