package dev.atelier.studio.agents.internal;

import static dev.atelier.studio.agents.internal.AgentRoute.Need.READ;

import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.agents.api.AgentTasks;
import dev.atelier.studio.store.agents.api.KeptRun;
import dev.atelier.wire.agent.api.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The whole change of a run, to look at or to take away. */
final class PatchApi {
    private static final int LONGEST_NAME = 100;

    private final AgentTasks tasks;

    PatchApi(AgentTasks tasks) {
        this.tasks = tasks;
    }

    List<AgentRoute> routes() {
        return List.of(new AgentRoute("GET", "/sessions/{id}/patch", READ, this::patch));
    }

    private void patch(Exchange exchange, Principal who) throws IOException {
        KeptRun run = tasks.run(exchange.path("id")).orElseThrow(() -> AgentRoute.unknown("session"));
        byte[] text = tasks.patch(run.id())
                .orElseThrow(() -> HttpError.json(404, "no_patch", why(run)))
                .getBytes(StandardCharsets.UTF_8);
        exchange.header("Content-Disposition", "attachment; filename=\"" + name(run) + ".patch\"");
        exchange.stream(200, "text/x-diff; charset=utf-8", text.length, new ByteArrayInputStream(text));
    }

    private static String why(KeptRun run) {
        if (!run.state().over()) {
            return "the session is not over yet";
        }
        return switch (run.outcome().patch()) {
            case NO_CHANGES -> "the session changed nothing";
            case TOO_LARGE ->
                "the change is larger than " + (Report.Patch.MOST_BYTES >> 20)
                        + " MiB: it is on its branch, at the worker";
            case NOT_TEXT -> "some of the change is not UTF-8: it is on its branch, at the worker";
            case HOLDS_SECRET -> "the value of a secret stands in the change: it stays at the worker";
            case NOT_SENT, KEPT -> "the worker did not send the change: it is on its branch, there";
            case FAILED -> "the worker could not make or send a patch; its log says why";
        };
    }

    /** Branches are named by people and by agents: what a file system or a header could trip over is left out. */
    private static String name(KeptRun run) {
        Report.Work work = run.outcome().work();
        String name = work == null ? run.place().taskId() : work.branchName();
        String safe = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
        String known = safe.isEmpty() ? run.place().taskId() : safe;
        return known.length() <= LONGEST_NAME ? known : known.substring(0, LONGEST_NAME);
    }
}
