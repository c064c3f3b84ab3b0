package dev.atelier.settings.internal;

import dev.atelier.settings.api.SettingCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All rules beyond type and bounds: our own for the worker's settings, and those rooms bring. */
final class Checks {
    private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

    private final List<SettingCheck> checks = new CopyOnWriteArrayList<>(List.of(new WorkerChecks()));

    void add(SettingCheck check) {
        checks.add(check);
    }

    void remove(SettingCheck check) {
        checks.remove(check);
    }

    Definition.Parsed parse(Definition definition, String text) {
        Definition.Parsed parsed = definition.parse(text);
        if (parsed.value() == null) {
            return parsed;
        }
        String canonical = Definition.text(parsed.value());
        for (SettingCheck check : checks) {
            Optional<String> refusal = ask(check, definition.name(), canonical);
            if (refusal.isPresent()) {
                return Definition.Parsed.refused(refusal.get());
            }
        }
        return parsed;
    }

    private static Optional<String> ask(SettingCheck check, String name, String value) {
        try {
            return check.refuse(name, value);
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("setting", name).setCause(e).log("setting check threw");
            return Optional.of("could not be checked");
        }
    }
}
