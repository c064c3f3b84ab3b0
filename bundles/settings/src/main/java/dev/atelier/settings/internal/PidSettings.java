package dev.atelier.settings.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.settings.api.Setting.Origin;
import dev.atelier.settings.internal.EtcFolder.Form;
import dev.atelier.settings.internal.Overrides.Given;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One configuration: what its file says and what comes of it. Used under the engine's lock. */
final class PidSettings {
    private static final Logger LOG = LoggerFactory.getLogger(PidSettings.class);

    private static final String BOTH = "member of two files";

    private final String pid;
    private final EtcFolder etc;
    private final Overrides overrides;
    private final Checks checks;
    private final Map<String, String> accepted = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private ObjectNode members = Json.object();
    private byte @Nullable [] bytes;
    private Form form = Form.JSON;
    private boolean parsed = true; // whether the members come from the bytes
    private @Nullable String unusable;

    PidSettings(String pid, EtcFolder etc, Overrides overrides, Checks checks) {
        this.pid = pid;
        this.etc = etc;
        this.overrides = overrides;
        this.checks = checks;
    }

    /** Why the file cannot be written to, null when it can. */
    @Nullable
    String unusable() {
        return unusable;
    }

    ObjectNode members() {
        return members.deepCopy();
    }

    byte @Nullable [] bytes() {
        return bytes == null ? null : bytes.clone();
    }

    /**
     * Reads the file again.
     *
     * @return whether it says something else than before
     */
    boolean read() {
        tellBoth();
        Form nowForm = etc.form(pid);
        byte[] now;
        try {
            now = etc.read(pid, nowForm);
        } catch (IOException e) {
            refuseFile("it cannot be read: " + e.getMessage());
            return false;
        }
        if (Arrays.equals(now, bytes) && nowForm == form) {
            if (parsed) {
                unusable = null; // it could not be read for a while
            }
            return false;
        }
        bytes = now;
        form = nowForm;
        parsed = false;
        try {
            members = now == null ? Json.object() : parsed(now);
        } catch (EtcDocument.Unusable e) {
            refuseFile(String.valueOf(e.getMessage()));
            return false;
        }
        parsed = true;
        unusable = null;
        told.removeIf(note -> !note.startsWith("member "));
        return true;
    }

    private ObjectNode parsed(byte[] now) throws EtcDocument.Unusable {
        return form == Form.CFG ? CfgDocument.parse(now) : EtcDocument.parse(now);
    }

    private void tellBoth() {
        if (!etc.both(pid)) {
            told.remove(BOTH);
        } else if (told.add(BOTH)) {
            LOG.atWarn()
                    .addKeyValue("file", etc.file(pid, Form.JSON))
                    .addKeyValue("ignored", etc.file(pid, Form.CFG))
                    .log("two settings files for the same; the JSON file counts");
        }
    }

    Form form() {
        return form;
    }

    /** The file as it would be with other members, in the form it has. */
    byte[] bytesWith(ObjectNode document) throws EtcDocument.Unusable {
        return form == Form.CFG && bytes != null
                ? CfgDocument.write(bytes, document)
                : (Json.pretty(document) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Takes over what was just written, so that the watcher finds nothing new. */
    void wrote(byte[] written, ObjectNode document) {
        bytes = written.clone();
        members = document;
        parsed = true;
        unusable = null;
    }

    private void refuseFile(String why) {
        if (!why.equals(unusable)) {
            LOG.atError()
                    .addKeyValue("file", etc.file(pid, form))
                    .addKeyValue("reason", why)
                    .log("settings file refused, the values before stay");
        }
        unusable = why;
    }

    Effective resolve(Definition definition) {
        for (Given given : overrides.of(definition.name())) {
            Definition.Parsed parsed = checks.parse(definition, given.text());
            if (parsed.value() != null) {
                return new Effective(definition, parsed.value(), given.origin(), given.source());
            }
            if (told.add("member given " + given.source() + definition.name())) {
                LOG.atWarn()
                        .addKeyValue("setting", definition.name())
                        .addKeyValue("source", given.source())
                        .log("{} {}; ignored", definition.name(), parsed.refusal());
            }
        }
        return fromFile(definition);
    }

    private Effective fromFile(Definition definition) {
        JsonNode member = members.get(definition.name());
        if (member == null || member.isNull() || meansNothing(definition, member.asText())) {
            accepted.remove(definition.name());
            return Effective.byDefault(definition);
        }
        Definition.Parsed parsed = EtcDocument.fits(definition, member)
                ? checks.parse(definition, member.asText())
                : Definition.Parsed.refused(
                        "must be one " + definition.kind().type.name().toLowerCase(Locale.ROOT));
        if (parsed.value() != null) {
            accepted.put(definition.name(), Definition.text(parsed.value()));
            return effective(definition, parsed.value());
        }
        if (told.add("value " + definition.name())) {
            LOG.atError()
                    .addKeyValue("setting", definition.name())
                    .addKeyValue("file", etc.file(pid, form))
                    .log("{} {}; the value before stays", definition.name(), parsed.refusal());
        }
        String before = accepted.get(definition.name());
        Object kept = before == null ? null : checks.parse(definition, before).value();
        return kept == null ? Effective.byDefault(definition) : effective(definition, kept);
    }

    private Effective effective(Definition definition, Object value) {
        return new Effective(definition, value, Origin.FILE, etc.file(pid, form).toString());
    }

    /** An empty text for a setting that may be without a value takes it back. */
    static boolean meansNothing(Definition definition, String text) {
        return text.isBlank() && definition.defaultText() == null;
    }

    void tellUnknown(List<Definition> definitions) {
        for (Iterator<String> names = members.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            boolean known = definitions.stream()
                    .anyMatch(definition -> definition.name().equals(name));
            if (!known && told.add("member " + name)) {
                LOG.atWarn()
                        .addKeyValue("file", etc.file(pid, form))
                        .addKeyValue("member", name)
                        .log("no such setting; left as it is");
            }
        }
    }
}
