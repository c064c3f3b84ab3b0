package dev.atelier.launcher.cli;

import dev.atelier.launcher.Product;
import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Endpoints;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.tree.Invocation;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code stop}, {@code pause}, {@code resume}, {@code version}. */
final class ProcessCommands {
    /** Running jobs get a few seconds, then the bundles stop; far beyond that something hangs. */
    private static final long STOP_MS = 60_000;

    private static final long ANSWER_LOST_MS = 2_000;
    private static final long LOOK_MS = 20;

    private final Context context;

    ProcessCommands(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure {
        switch (asked.path()) {
            case "stop" -> stop();
            case "pause" -> toggle("pause", "paused: no new jobs are taken until `atelier resume`");
            case "resume" -> toggle("resume", "resumed: jobs are taken again");
            default -> version();
        }
        return Failure.DONE;
    }

    private void stop() throws Failure {
        LocalApi api = context.api();
        long pid = api.endpoints().pid();
        try {
            Answer answer = api.send("POST", "/daemon/shutdown", null);
            if (!answer.good()) {
                throw answer.failure("cannot stop process " + pid, "end it by its pid");
            }
        } catch (Failure e) {
            // it may be gone before its answer is through
            if (e.exitCode() != Failure.FAILED || !endsWithin(pid, ANSWER_LOST_MS)) {
                throw e;
            }
        }
        if (!endsWithin(pid, STOP_MS)) {
            throw Failure.failed(
                    "process " + pid + " has not ended",
                    "it was asked to a minute ago and still lives",
                    "look at `atelier logs`, or end it by its pid");
        }
        context.say("stopped");
    }

    private static boolean endsWithin(long pid, long millis) throws Failure {
        long until = System.nanoTime() + millis * 1_000_000;
        while (Endpoints.alive(pid)) {
            if (System.nanoTime() > until) {
                return false;
            }
            try {
                Thread.sleep(LOOK_MS); // not our child: there is nothing to wait on
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failure.failed("no longer waiting for process " + pid, "interrupted", "");
            }
        }
        return true;
    }

    private void toggle(String verb, String done) throws Failure {
        Answer answer = context.api().send("POST", "/daemon/" + verb, null);
        if (!answer.good()) {
            throw answer.failure("cannot " + verb, "");
        }
        context.say(done);
    }

    private void version() throws Failure {
        Map<String, Object> versions = new LinkedHashMap<>();
        versions.put("version", Product.version());
        versions.put("java", System.getProperty("java.version", "?"));
        versions.put("installation", context.home().installation().toString());
        LocalApi api = context.apiIfRunning();
        if (api != null) {
            versions.put("running", api.endpoints().all().text("version", "?"));
        }
        if (context.json()) {
            context.print(versions);
            return;
        }
        context.say("atelier " + versions.get("version"));
        context.say("java    " + versions.get("java") + " (" + System.getProperty("java.vm.vendor", "?") + ")");
        if (api != null) {
            context.say("running " + versions.get("running") + ", pid "
                    + api.endpoints().pid());
        }
    }
}
