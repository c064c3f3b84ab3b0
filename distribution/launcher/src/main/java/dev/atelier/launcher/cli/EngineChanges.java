package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.Live;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.io.Multipart;
import dev.atelier.launcher.cli.io.Terminal;
import dev.atelier.launcher.cli.io.Units;
import dev.atelier.launcher.cli.tree.Invocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code engines preview|install|swap|rollback|remove}. */
final class EngineChanges {
    private final Context context;
    private final Terminal terminal;

    EngineChanges(Context context) {
        this.context = context;
        this.terminal = context.terminal();
    }

    int run(Invocation asked) throws Failure, IOException {
        String verb = asked.command().name();
        LocalApi api = context.api();
        boolean unsigned = asked.has("allow-unsigned");
        String subject = asked.operand(0);
        if (verb.equals("preview")) {
            Answer preview = checked(post(api, subject, unsigned, true), "cannot install " + subject);
            if (context.json()) {
                context.print(preview.json());
            } else {
                print(preview.fields());
            }
            return Failure.DONE;
        }
        if (verb.equals("swap")) {
            checkServed(api, subject);
        }
        if (terminal.asks() && !asked.has("yes") && !agreed(api, verb, subject, unsigned)) {
            throw Failure.refused("nothing was changed", "you did not say yes", "");
        }
        Answer begun = checked(begin(api, asked, verb, unsigned), "cannot " + verb + " " + subject);
        String operation = begun.fields().text("operationId");
        if (asked.has("no-wait")) {
            context.say(operation);
            return Failure.DONE;
        }
        finish(new Watch(api, new OperationWatch(operation, new OperationView(terminal))).untilItEnds());
        return Failure.DONE;
    }

    private Answer begin(LocalApi api, Invocation asked, String verb, boolean unsigned) throws Failure, IOException {
        String path = "/engines/" + LocalApi.segment(asked.operand(0));
        return switch (verb) {
            case "rollback" -> api.send("POST", path + "/rollback", null);
            case "remove" -> {
                String version = asked.option("version");
                String query = version == null ? "" : "?version=" + LocalApi.segment(version);
                yield api.send("DELETE", path + query, null);
            }
            default -> post(api, asked.operand(0), unsigned, false);
        };
    }

    /** A swap of what is not there would be an install, and probably a slip of the fingers. */
    private static void checkServed(LocalApi api, String source) throws Failure {
        if (isFile(source) || isUrl(source)) {
            return;
        }
        int at = source.indexOf('@');
        String id = at < 0 ? source : source.substring(0, at);
        for (Fields engine : Fields.listOf(api.read("/engines", "cannot list the engines"))) {
            if (engine.text("id").equals(id)) {
                return;
            }
        }
        throw Failure.refused(
                "nothing to swap",
                "no engine `" + id + "` is installed",
                "use `atelier engines install " + source + "`");
    }

    private Answer post(LocalApi api, String source, boolean unsigned, boolean preview) throws Failure, IOException {
        String path = preview ? "/engines?preview=true" : "/engines";
        if (!isFile(source)) {
            if (source.endsWith(".jar") && !isUrl(source)) {
                throw Failure.failed("cannot read " + source, "there is no such file", "check the path");
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("source", source);
            if (unsigned) {
                body.put("allowUnsigned", true);
            }
            return api.send("POST", path, body);
        }
        Upload upload = new Upload(terminal);
        try {
            Multipart form = new Multipart(upload);
            // what the server decides by comes before the long part
            form.text("allowUnsigned", Boolean.toString(unsigned));
            addIfThere(form, "manifest", Path.of(source + ".manifest.json"));
            addIfThere(form, "signature", Path.of(source + ".manifest.sig"));
            form.file("bundle", Path.of(source));
            return api.upload(path, form);
        } finally {
            upload.over();
        }
    }

    private static void addIfThere(Multipart form, String name, Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            form.file(name, file);
        }
    }

    private boolean agreed(LocalApi api, String verb, String subject, boolean unsigned) throws Failure, IOException {
        if (verb.equals("install") || verb.equals("swap")) {
            print(checked(post(api, subject, unsigned, true), "cannot " + verb + " " + subject)
                    .fields());
            return terminal.confirmed("Go ahead?");
        }
        return terminal.confirmed(
                verb.equals("remove")
                        ? "Remove " + subject + "? Its running jobs end first."
                        : "Go back to the version of " + subject + " before?");
    }

    private void print(Fields preview) {
        String title = OperationView.title(Fields.of(titled(preview)));
        context.say(title + ", " + Units.bytes(preview.number("size", 0)) + ", "
                + (preview.yes("signed") ? "signed by " + preview.text("keyId", "a trusted key") : "not signed"));
        list("starts", preview.texts("starts"));
        list("drains", preview.texts("drains"));
        if (preview.number("drainingJobs", 0) > 0) {
            context.say("  jobs that finish on the old version: " + preview.text("drainingJobs"));
        }
        for (Fields disturbed : preview.list("disturbs")) {
            context.say("  " + terminal.tinted("would disturb", "bad") + ": " + disturbed.text("bundle") + " — "
                    + disturbed.text("why"));
        }
        context.say("  untouched: " + preview.text("untouched", "0") + " bundles");
        if (preview.number("memoryBytes", 0) > 0) {
            context.say("  memory while both are there: about " + Units.bytes(preview.number("memoryBytes", 0)));
        }
        preview.texts("notes").forEach(note -> context.say("  " + note));
    }

    private static Map<String, Object> titled(Fields preview) {
        Map<String, Object> operation = preview.copy();
        operation.put("to", preview.text("version"));
        if (preview.has("replaces")) {
            operation.put("from", preview.text("replaces"));
        }
        return operation;
    }

    private void list(String label, List<String> names) {
        if (!names.isEmpty()) {
            context.say("  " + label + ": " + String.join(", ", names));
        }
    }

    private static Answer checked(Answer answer, String what) throws Failure {
        if (answer.good()) {
            return answer;
        }
        String todo =
                switch (answer.code()) {
                    case "untrusted_bundle" -> "have it signed by a trusted key, or say --allow-unsigned";
                    case "would_disturb" -> "stop those first, or choose a bundle that brings what it needs";
                    case "not_an_engine" -> "give a bundle that declares an engine";
                    case "unknown_engine" -> "`atelier engines list` and `available` show what there is";
                    case "nothing_to_roll_back" -> "`atelier engines info ID` shows its versions";
                    default -> "";
                };
        Fields said = answer.fields();
        StringBuilder disturbed = new StringBuilder();
        for (Fields each : said.list("disturbs")) {
            disturbed.append(disturbed.isEmpty() ? " (" : ", ").append(each.text("bundle"));
        }
        Failure failure = answer.failure(what + (disturbed.isEmpty() ? "" : disturbed + ")"), todo);
        throw answer.code().equals("untrusted_bundle") && failure.exitCode() != Failure.REFUSED
                ? Failure.refused(what, said.text("message"), todo)
                : failure;
    }

    private void finish(Fields operation) throws Failure {
        String title = OperationView.title(operation);
        String state = operation.text("state");
        if (state.equals("done")) {
            context.say(title + ": done");
            return;
        }
        Fields error = operation.object("error");
        String why = error.has("code") ? error.text("code") + ": " + error.text("message") : error.text("message");
        String what = title + (state.equals("rolled_back") ? ": rolled back, the old version serves" : ": failed");
        String todo = error.text("remedy", "see `atelier engines operation " + operation.text("id") + "`");
        boolean no = error.text("code").equals("untrusted_bundle")
                || error.text("code").equals("would_disturb");
        throw no ? Failure.refused(what, why, todo) : Failure.failed(what, why, todo);
    }

    private static boolean isUrl(String source) {
        return source.startsWith("http://") || source.startsWith("https://") || source.startsWith("file:");
    }

    private static boolean isFile(String source) {
        try {
            return !isUrl(source) && Files.isRegularFile(Path.of(source));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** A bar while a bundle goes up, where a person sees it. */
    private static final class Upload implements Multipart.Progress {
        private static final long SMALL = 1 << 20;

        private final Terminal terminal;
        private final Live live;
        private int shown = -1;

        Upload(Terminal terminal) {
            this.terminal = terminal;
            this.live = new Live(terminal);
        }

        @Override
        public void at(long done, long all) {
            int percent = (int) (done * 100 / Math.max(1, all));
            if (all >= SMALL && percent != shown && terminal.live()) {
                shown = percent;
                live.show(List.of(
                        "upload " + Live.bar((double) done / all, 30, terminal.unicode()) + " of " + Units.bytes(all)));
            }
        }

        void over() {
            live.clear();
        }
    }
}
