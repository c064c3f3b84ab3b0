package dev.atelier.settings.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.settings.api.InvalidSetting;
import dev.atelier.settings.api.Setting;
import dev.atelier.settings.api.Settings;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges definitions, flags, variables and files into values, and hands them to Configuration Admin. Readers take an
 * immutable snapshot; changes happen one at a time, so that files, snapshot and configurations always agree. Under that
 * lock only checks and Configuration Admin are called, and the latter tells its listeners from a thread of its own.
 */
final class SettingsEngine implements Settings {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsEngine.class);

    private final EtcFolder etc;
    private final Overrides overrides;
    private final Checks checks;
    private final ConfigurationSink sink;
    private final Consumer<Set<String>> changed;

    private final Object lock = new Object();
    private final Map<Long, List<Definition>> byOwner = new TreeMap<>(); // guarded by lock
    private final Map<String, PidSettings> byPid = new TreeMap<>(); // guarded by lock
    private volatile Map<String, Effective> values = Map.of();

    SettingsEngine(
            EtcFolder etc, Overrides overrides, Checks checks, ConfigurationSink sink, Consumer<Set<String>> changed) {
        this.etc = etc;
        this.overrides = overrides;
        this.checks = checks;
        this.sink = sink;
        this.changed = changed;
    }

    /**
     * Configuration Admin keeps what an earlier process gave it; what nobody describes by now goes. What is described
     * was given its values of today, and stays untouched where they are the same: this bundle may be a new version in
     * a process that works, where a configuration that went and came would stop what runs on it.
     */
    void forgetUndescribed() {
        synchronized (lock) {
            try {
                Set<String> described = definitions().keySet();
                for (String pid : sink.pids()) {
                    if (!described.contains(pid)) {
                        sink.delete(pid);
                    }
                }
            } catch (IOException e) {
                LOG.atError().setCause(e).log("configurations of the process before could not be removed");
            }
        }
    }

    /** Takes the settings a bundle describes; of two versions of a bundle the newer one describes them. */
    void define(long owner, List<Definition> definitions) {
        synchronized (lock) {
            byOwner.put(owner, List.copyOf(definitions));
            resolve(pidsOf(definitions));
        }
    }

    void retire(long owner) {
        synchronized (lock) {
            List<Definition> gone = byOwner.remove(owner);
            if (gone != null) {
                resolve(pidsOf(gone));
            }
        }
    }

    /** Looks at every file again and applies those that changed. */
    void reload() {
        announce(() -> {
            Set<String> touched = new TreeSet<>();
            byPid.forEach((pid, settings) -> {
                if (settings.read()) {
                    touched.add(pid);
                }
            });
            resolve(touched);
        });
    }

    /** After the rules changed. */
    void recheck() {
        announce(() -> resolve(Set.copyOf(byPid.keySet())));
    }

    @Override
    public List<Setting> all() {
        return values.values().stream().map(Effective::describe).toList();
    }

    @Override
    public Optional<Setting> find(String name) {
        return effective(name).map(Effective::describe);
    }

    Optional<Effective> effective(String name) {
        return Optional.ofNullable(values.get(name));
    }

    @Override
    public void set(Map<String, Optional<String>> wanted) throws InvalidSetting {
        reload(); // an edit of a file that the watcher has not seen yet counts too
        Map<String, Effective> before;
        Map<String, Effective> after;
        synchronized (lock) {
            before = values;
            Map<String, ObjectNode> documents = new TreeMap<>();
            for (Map.Entry<String, Optional<String>> entry : wanted.entrySet()) {
                edit(documents, entry.getKey(), entry.getValue());
            }
            save(documents);
            resolve(documents.keySet());
            after = values;
        }
        tell(before, after);
    }

    private void edit(Map<String, ObjectNode> documents, String name, Optional<String> wanted) throws InvalidSetting {
        Effective now = values.get(name);
        if (now == null) {
            throw new InvalidSetting(name, "unknown_setting", name + " is not a setting");
        }
        if (now.overridden()) {
            throw new InvalidSetting(
                    name,
                    "overridden",
                    name + " is set by " + now.source() + ", which wins over the file; change it there");
        }
        Definition definition = now.definition();
        PidSettings settings = settings(definition.pid());
        if (settings.unusable() != null) {
            throw new InvalidSetting(
                    name,
                    "not_saved",
                    etc.file(definition.pid()).getFileName() + " must be repaired first: " + settings.unusable());
        }
        ObjectNode document = documents.computeIfAbsent(definition.pid(), pid -> settings.members());
        if (wanted.isEmpty() || PidSettings.meansNothing(definition, wanted.get())) {
            document.remove(name);
            return;
        }
        Definition.Parsed parsed = checks.parse(definition, wanted.get());
        if (parsed.value() == null) {
            throw new InvalidSetting(name, "invalid_value", name + " " + parsed.refusal());
        }
        EtcDocument.put(document, name, parsed.value());
    }

    /** Writes all documents; when one fails those already written become what they were. */
    private void save(Map<String, ObjectNode> documents) throws InvalidSetting {
        Map<String, byte[]> written = new LinkedHashMap<>();
        for (Map.Entry<String, ObjectNode> entry : documents.entrySet()) {
            String pid = entry.getKey();
            PidSettings settings = settings(pid);
            try {
                byte[] bytes = settings.bytesWith(entry.getValue());
                written.put(pid, bytes);
                etc.write(pid, settings.form(), bytes);
            } catch (IOException | EtcDocument.Unusable e) {
                LOG.atError().addKeyValue("file", etc.file(pid)).setCause(e).log("settings file could not be written");
                written.keySet().forEach(this::restore);
                throw new InvalidSetting(pid, "not_saved", etc.file(pid).getFileName() + " could not be written");
            }
        }
        written.forEach((pid, bytes) -> settings(pid).wrote(bytes, Objects.requireNonNull(documents.get(pid))));
    }

    private void restore(String pid) {
        PidSettings settings = settings(pid);
        try {
            etc.write(pid, settings.form(), settings.bytes());
        } catch (IOException e) {
            LOG.atError().addKeyValue("file", etc.file(pid)).setCause(e).log("settings file could not be restored");
        }
    }

    private PidSettings settings(String pid) {
        return byPid.computeIfAbsent(pid, key -> {
            PidSettings settings = new PidSettings(key, etc, overrides, checks);
            settings.read();
            return settings;
        });
    }

    private void resolve(Collection<String> pids) {
        Map<String, Effective> next = new LinkedHashMap<>();
        Map<String, List<Definition>> definitions = definitions();
        definitions.forEach((pid, list) -> list.forEach(definition -> {
            Effective now = values.get(definition.name());
            boolean current = now != null && now.definition().equals(definition) && !pids.contains(pid);
            Effective effective = current ? now : settings(pid).resolve(definition);
            if (next.putIfAbsent(definition.name(), effective) != null) {
                LOG.atError()
                        .addKeyValue("setting", definition.name())
                        .addKeyValue("pid", pid)
                        .log("two configurations have a setting of this name; the second is ignored");
            }
        }));
        values = Collections.unmodifiableMap(next);
        for (String pid : pids) {
            settings(pid).tellUnknown(definitions.getOrDefault(pid, List.of()));
            push(pid);
        }
    }

    private Map<String, List<Definition>> definitions() {
        Map<String, Map<String, Definition>> merged = new TreeMap<>();
        for (List<Definition> owned : byOwner.values()) {
            for (Definition definition : owned) {
                merged.computeIfAbsent(definition.pid(), pid -> new LinkedHashMap<>())
                        .put(definition.name(), definition);
            }
        }
        Map<String, List<Definition>> definitions = new TreeMap<>();
        merged.forEach((pid, byName) -> definitions.put(pid, List.copyOf(byName.values())));
        return definitions;
    }

    private void push(String pid) {
        Map<String, Object> properties = new LinkedHashMap<>();
        boolean different = false;
        for (Effective effective : values.values()) {
            if (effective.definition().pid().equals(pid) && effective.value() != null) {
                properties.put(effective.definition().name(), effective.value());
                different |= effective.differsFromDefault();
            }
        }
        try {
            if (different) {
                sink.put(pid, properties);
            } else {
                sink.delete(pid);
            }
        } catch (IOException | IllegalStateException e) {
            LOG.atError().addKeyValue("pid", pid).setCause(e).log("configuration could not be updated");
        }
    }

    private static Set<String> pidsOf(List<Definition> definitions) {
        Set<String> pids = new TreeSet<>();
        definitions.forEach(definition -> pids.add(definition.pid()));
        return pids;
    }

    private void announce(Runnable change) {
        Map<String, Effective> before;
        Map<String, Effective> after;
        synchronized (lock) {
            before = values;
            change.run();
            after = values;
        }
        tell(before, after);
    }

    private void tell(Map<String, Effective> before, Map<String, Effective> after) {
        Set<String> names = new TreeSet<>();
        after.forEach((name, now) -> {
            Effective then = before.get(name);
            if (then == null || !Objects.equals(then.value(), now.value()) || then.origin() != now.origin()) {
                names.add(name);
            }
        });
        if (!names.isEmpty()) {
            LOG.atInfo().addKeyValue("names", names).log("settings changed");
            changed.accept(names);
        }
    }
}
