package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.io.Answer;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.cli.io.LocalApi;
import dev.atelier.launcher.cli.tree.Invocation;
import dev.atelier.launcher.cli.tree.UsageError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code config …} and {@code set-threshold}: with the running process, or with its files. */
final class ConfigCommands {
    private final Context context;

    ConfigCommands(Context context) {
        this.context = context;
    }

    int run(Invocation asked) throws Failure, UsageError {
        switch (asked.path()) {
            case "config" -> show(false);
            case "config show" -> show(asked.has("origin"));
            case "config get" -> get(asked.operand(0));
            case "config set" -> {
                set(asked.operand(0), asked.operand(1));
                context.say(asked.operand(0) + " = " + asked.operand(1));
            }
            case "config unset" -> {
                set(asked.operand(0), null);
                context.say(asked.operand(0) + " is back to its default");
            }
            default -> setThreshold(asked);
        }
        return Failure.DONE;
    }

    private List<Fields> settings() throws Failure {
        LocalApi api = context.apiIfRunning();
        if (api == null) {
            return OfflineSettings.of(context).all();
        }
        return Fields.of(api.read("/settings", "cannot read the settings")).list("settings");
    }

    private void show(boolean origins) throws Failure {
        List<Fields> settings = settings();
        if (context.json()) {
            List<Object> rows = new ArrayList<>();
            for (Fields setting : settings) {
                rows.add(setting.members());
            }
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("path", context.home().etc().toString());
            document.put("settings", rows);
            context.print(document);
            return;
        }
        context.say("# " + context.home().etc());
        int width = 0;
        for (Fields setting : settings) {
            width = Math.max(width, line(setting).length());
        }
        String pid = "";
        for (Fields setting : settings) {
            if (!setting.text("pid").equals(pid)) {
                pid = setting.text("pid");
                context.say("");
                context.say("[" + pid + "]");
            }
            String line = line(setting);
            context.say(origins ? line + " ".repeat(width + 2 - line.length()) + "# " + origin(setting) : line);
        }
    }

    private static String line(Fields setting) {
        String value = valueOf(setting);
        boolean text = setting.text("type").equals("string") && !setting.yes("secret");
        return setting.text("name") + " = " + (text ? "\"" + value + "\"" : value);
    }

    private static String valueOf(Fields setting) {
        String value = setting.text("value");
        if (setting.yes("secret")) {
            return "***";
        }
        boolean whole = setting.text("type").equals("number") && value.endsWith(".0");
        return whole ? value.substring(0, value.length() - 2) : value;
    }

    private static String origin(Fields setting) {
        String origin = setting.text("origin", "default");
        return setting.has("originDetail") ? origin + ": " + setting.text("originDetail") : origin;
    }

    private void get(String name) throws Failure {
        for (Fields setting : settings()) {
            if (setting.text("name").equals(name)) {
                if (context.json()) {
                    context.print(setting.members());
                } else {
                    context.say(valueOf(setting));
                }
                return;
            }
        }
        throw Failure.failed("there is no setting `" + name + "`", "", "`atelier config show` lists them");
    }

    /** Says what went wrong, and warns of what wins over it. */
    void set(String name, @Nullable String value) throws Failure {
        LocalApi api = context.apiIfRunning();
        if (api == null) {
            OfflineSettings settings = OfflineSettings.of(context);
            settings.set(name, value);
            String variable = settings.overriddenBy(name);
            if (variable != null) {
                context.note("atelier: saved, but " + variable + " is set in this environment and wins over it");
            }
            return;
        }
        Map<String, Object> change = new HashMap<>();
        change.put(name, value);
        Answer answer = api.send("PUT", "/settings", change);
        if (answer.good()) {
            return;
        }
        String why = answer.fields().text("message", answer.text());
        switch (answer.code()) {
            case "unknown_setting" ->
                throw Failure.failed("there is no setting `" + name + "`", "", "`atelier config show` lists them");
            case "overridden" ->
                throw Failure.refused(name + " was not changed", why, "start without that flag or variable");
            case "invalid_value" -> throw Failure.failed("not changed", why, "");
            default -> throw answer.failure(name + " was not changed", "");
        }
    }

    private void setThreshold(Invocation asked) throws Failure, UsageError {
        double gigabytes;
        try {
            gigabytes = Double.parseDouble(asked.operand(0));
        } catch (NumberFormatException e) {
            UsageError error = asked.wrong("GB is a number, not `" + asked.operand(0) + "`");
            error.addSuppressed(e);
            throw error;
        }
        if (!(gigabytes >= 0) || Double.isInfinite(gigabytes)) {
            throw Failure.failed("threshold must be >= 0", "", "");
        }
        String text = Fields.textOf(gigabytes);
        set("vram_threshold_gb", text);
        context.say("vram_threshold_gb = " + text);
    }
}
