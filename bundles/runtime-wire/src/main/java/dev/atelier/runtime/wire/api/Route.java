package dev.atelier.runtime.wire.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import java.io.IOException;
import java.util.List;

/**
 * A method at a path.
 *
 * @param pattern segments; one that is {@code *} stands for an id
 */
record Route(String method, List<String> pattern, boolean ofWorker, Handler handler) {
    /** Answers with a document, always 200. */
    @FunctionalInterface
    interface Handler {
        ObjectNode handle(Call call) throws IOException, Refusal, MalformedRuntimeJson;
    }

    boolean matches(List<String> path) {
        if (path.size() != pattern.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!pattern.get(i).equals("*") && !pattern.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What stands in the place of the star. */
    String id(List<String> path) {
        int at = pattern.indexOf("*");
        return at < 0 ? "" : path.get(at);
    }
}
