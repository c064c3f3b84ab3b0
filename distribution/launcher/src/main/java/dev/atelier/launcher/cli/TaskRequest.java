package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The task for an agent that {@code tasks submit} words describe, as JSON values. */
final class TaskRequest {
    private TaskRequest() {}

    static Map<String, Object> of(Invocation asked, Terminal terminal) throws UsageError, IOException {
        if (asked.all("repository").isEmpty()) {
            throw asked.wrong("`tasks submit` needs --repository: the address of one, as git takes it");
        }
        List<Object> repositories = new ArrayList<>();
        for (String each : asked.all("repository")) {
            repositories.add(repository(each));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("prompt", Words.of(asked, 0, "PROMPT", terminal));
        body.put("repositories", repositories);
        put(body, "agentType", asked, "agent");
        put(body, "agentModel", asked, "model");
        put(body, "title", asked, "title");
        put(body, "branch", asked, "branch");
        return body;
    }

    /** As in addresses of pages, what comes behind {@code #} says where in it. */
    private static Map<String, Object> repository(String text) {
        int hash = text.lastIndexOf('#');
        return hash < 0
                ? Map.of("path", text, "branch", "main")
                : Map.of("path", text.substring(0, hash), "branch", text.substring(hash + 1));
    }

    private static void put(Map<String, Object> body, String name, Invocation asked, String option) {
        String given = asked.option(option);
        if (given != null) {
            body.put(name, given);
        }
    }
}
