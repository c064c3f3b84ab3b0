package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.io.StudioApi;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import dev.atelier.launcher.json.Json;

/** {@code workers logs}: what a worker told its studio. */
final class WorkerLogs {
    private final Context context;
    private final StudioApi studio;

    WorkerLogs(Context context, StudioApi studio) {
        this.context = context;
        this.studio = studio;
    }

    void run(Invocation asked) throws Failure, UsageError {
        String worker = asked.operand(0);
        String level = asked.option("level");
        String path = "/workers/" + HttpApi.segment(worker) + "/logs?level="
                + HttpApi.segment(level == null ? "all" : level) + "&after=";
        long lines = asked.number("lines", 100, 1);
        Fields page = page(path + "0&limit=" + Math.min(lines, 5000), worker);
        boolean follow = asked.has("follow");
        if (context.json() && !follow) {
            context.print(page.raw("entries"));
            return;
        }
        tell(page);
        long seen = page.number("seq", 0);
        Pause pause = new Pause();
        while (follow) {
            context.terminal().out().flush();
            pause.before("worker " + worker);
            Fields more = page(path + seen, worker);
            tell(more);
            seen = Math.max(seen, more.number("seq", 0));
        }
    }

    private Fields page(String path, String worker) throws Failure {
        return Fields.of(studio.read(path, "cannot read the log of worker `" + worker + "`"));
    }

    private void tell(Fields page) {
        for (Fields entry : page.list("entries")) {
            context.say(context.json() ? Shown.json(Json.write(entry.members())) : LogsCommand.line(context, entry));
        }
    }
}
