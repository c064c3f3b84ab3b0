package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.HttpApi;
import dev.atelier.launcher.cli.io.Shown;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives what a job made to whoever asked for it: text to standard output, anything else to a file. */
final class JobResult {
    private final Context context;
    private final HttpApi api;

    JobResult(Context context, HttpApi api) {
        this.context = context;
        this.api = api;
    }

    void deliver(Fields job, @Nullable String out) throws Failure, IOException {
        String id = job.text("jobId");
        if (job.has("result")) {
            deliverText(job, out);
            return;
        }
        if (!job.yes("hasResult")) {
            context.note("atelier: job " + id + " is done, and its result is no longer kept");
            return;
        }
        String path = "/jobs/" + HttpApi.segment(id) + "/result";
        if ("-".equals(out)) {
            api.copy(path, context.terminal().out(), "cannot read the result of job " + id);
            return;
        }
        Path file = Path.of(out == null ? fileName(id, job.text("resultType")) : out);
        api.download(path, file, "cannot save the result of job " + id);
        saved(job, file);
    }

    /** Both parts come from whoever answered: they stay one name, in this folder. */
    static String fileName(String id, @Nullable String type) {
        return plain(id) + "." + plain(JobRequest.extension(type));
    }

    private static String plain(String text) {
        return text.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private void deliverText(Fields job, @Nullable String out) throws IOException, Failure {
        if (out == null || out.equals("-")) {
            tell(job);
            return;
        }
        Path file = Path.of(out);
        Files.write(file, (text(job) + "\n").getBytes(StandardCharsets.UTF_8));
        saved(job, file);
    }

    /** A pipe gets every sign of a reply; a terminal must not be ordered about by one. */
    private void tell(Fields job) {
        if (context.json()) {
            context.print(job.members());
        } else if (context.terminal().live()) {
            context.say(Shown.text(text(job)));
        } else {
            context.terminal().out().println(text(job));
        }
    }

    private void saved(Fields job, Path file) throws IOException {
        if (context.json()) {
            Map<String, Object> document = job.copy();
            document.put("savedTo", file.toAbsolutePath().toString());
            context.print(document);
        } else {
            context.say("saved " + file + " (" + Units.bytes(Files.size(file)) + ")");
        }
    }

    /** What a person wants of a JSON result: the reply or the transcript; the document where it is neither. */
    static String text(Fields job) {
        Fields result = job.object("result");
        List<Fields> choices = result.list("choices");
        if (!choices.isEmpty()) {
            return choices.get(0).object("message").text("content");
        }
        return result.has("text") ? result.text("text") : Json.pretty(job.raw("result"));
    }
}
