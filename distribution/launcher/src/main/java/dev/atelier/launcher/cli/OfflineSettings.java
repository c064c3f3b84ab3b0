package dev.atelier.launcher.cli;

import dev.atelier.launcher.Home;
import dev.atelier.launcher.cli.io.Failure;
import dev.atelier.launcher.cli.io.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings while nothing runs: environment over the files of {@code etc/} over defaults, as a start would see them. */
final class OfflineSettings {
    private final Home home;
    private final Map<String, String> environment;
    private final SettingsIndex index;
    private final Map<String, Fields> files = new HashMap<>();

    OfflineSettings(Home home, Map<String, String> environment, SettingsIndex index) {
        this.home = home;
        this.environment = environment;
        this.index = index;
    }

    static OfflineSettings of(Context context) throws Failure {
        Home home = context.home();
        return new OfflineSettings(home, context.terminal().environment(), SettingsIndex.of(home.installation()));
    }

    /** In the shape the running process answers in. */
    List<Fields> all() throws Failure {
        List<Fields> all = new ArrayList<>();
        for (SettingsIndex.Entry entry : index.entries()) {
            all.add(Fields.of(described(entry)));
        }
        return all;
    }

    /** As text; empty when unset. */
    String value(String name) throws Failure {
        SettingsIndex.Entry entry = index.find(name);
        return entry == null ? "" : Fields.of(described(entry)).text("value");
    }

    /** As a value of its type, or the text where it is none. */
    Object typed(String name) throws Failure {
        SettingsIndex.Entry entry = index.find(name);
        String text = value(name);
        try {
            return entry == null ? text : entry.parsed(text);
        } catch (IllegalArgumentException e) {
            return text; // shown as it stands in the file; a start warns about it
        }
    }

    /** Null takes it back to its default. What is wrong with it is a failure, and then nothing is written. */
    void set(String name, @Nullable String text) throws Failure {
        SettingsIndex.Entry entry = entry(name);
        Map<String, Object> members = file(entry.pid()).copy();
        if (text == null) {
            members.remove(name);
        } else {
            members.put(name, checked(entry, text));
        }
        write(entry.pid(), members);
    }

    /** All of them or, when one is wrong, none. */
    void setAll(Map<String, String> values) throws Failure {
        Map<String, Map<String, Object>> changed = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : values.entrySet()) {
            SettingsIndex.Entry entry = entry(each.getKey());
            Map<String, Object> members = changed.get(entry.pid());
            if (members == null) {
                members = file(entry.pid()).copy();
                changed.put(entry.pid(), members);
            }
            members.put(each.getKey(), checked(entry, each.getValue()));
        }
        for (Map.Entry<String, Map<String, Object>> file : changed.entrySet()) {
            write(file.getKey(), file.getValue());
        }
    }

    private SettingsIndex.Entry entry(String name) throws Failure {
        SettingsIndex.Entry entry = index.find(name);
        if (entry == null) {
            throw Failure.failed("there is no setting `" + name + "`", "", "`atelier config show` lists them");
        }
        return entry;
    }

    private static Object checked(SettingsIndex.Entry entry, String text) throws Failure {
        if (entry.secret()) {
            throw Failure.failed(
                    entry.name() + " is a secret", "secrets are never kept in etc/", "set it in the environment");
        }
        try {
            Object value = entry.parsed(text);
            WorkerRules.check(entry.name(), text);
            return value;
        } catch (IllegalArgumentException e) {
            throw Failure.failed("not changed", e, "");
        }
    }

    private void write(String pid, Map<String, Object> members) throws Failure {
        EtcFile file = EtcFile.of(home.etc(), pid);
        try {
            Files.createDirectories(home.etc());
            file.write(members);
        } catch (IOException e) {
            throw Failure.failed(
                    "cannot write " + file.path(), e, "check who owns the folder and whether the disk is full");
        }
        files.remove(pid);
    }

    /** Whether something stronger than the file has the say. */
    @Nullable
    String overriddenBy(String name) {
        SettingsIndex.Entry entry = index.find(name);
        return entry != null && environment.get(entry.variable()) != null ? entry.variable() : null;
    }

    private Map<String, Object> described(SettingsIndex.Entry entry) throws Failure {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", entry.name());
        row.put("pid", entry.pid());
        row.put("type", entry.type());
        Object value = entry.byDefault();
        String origin = "default";
        String detail = "";
        Fields file = file(entry.pid());
        if (file.has(entry.name())) {
            value = file.raw(entry.name());
            origin = "file";
            detail = EtcFile.of(home.etc(), entry.pid()).path().toString();
        }
        String variable = environment.get(entry.variable());
        if (variable != null) {
            value = fromEnvironment(entry, variable, value);
            origin = "environment";
            detail = entry.variable();
        }
        put(row, "value", entry.secret() || value == null ? null : Fields.textOf(value));
        put(row, "default", entry.byDefault() == null ? null : Fields.textOf(entry.byDefault()));
        row.put("origin", origin);
        put(row, "originDetail", detail.isEmpty() ? null : detail);
        row.put("options", entry.options());
        row.put("secret", entry.secret());
        return row;
    }

    private static @Nullable Object fromEnvironment(
            SettingsIndex.Entry entry, String variable, @Nullable Object otherwise) {
        try {
            return entry.parsed(variable);
        } catch (IllegalArgumentException e) {
            return otherwise; // a start warns about it and goes on with what is below
        }
    }

    private static void put(Map<String, Object> row, String name, @Nullable Object value) {
        if (value != null) {
            row.put(name, value);
        }
    }

    private Fields file(String pid) throws Failure {
        Fields known = files.get(pid);
        if (known != null) {
            return known;
        }
        EtcFile file = EtcFile.of(home.etc(), pid);
        try {
            Fields read = file.read();
            files.put(pid, read);
            return read;
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.failed("cannot read " + file.path(), e, "mend the file or delete it");
        }
    }
}
