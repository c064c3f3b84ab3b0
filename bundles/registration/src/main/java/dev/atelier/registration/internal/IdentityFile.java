package dev.atelier.registration.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import dev.atelier.common.api.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The identity on disk, readable by its owner only. The command line reads and writes the same members offline. */
final class IdentityFile {
    private static final int MAX_BYTES = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(IdentityFile.class);

    private final Path file;
    private final Clock clock;

    IdentityFile(Path folder, Clock clock) {
        this.file = folder.resolve("identity.json");
        this.clock = clock;
    }

    /** A file that says nothing usable is put aside, so that nothing of it is ever overwritten. */
    Identity load() {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new Unusable("it is larger than " + MAX_BYTES + " bytes");
            }
            return read(bytes);
        } catch (NoSuchFileException e) {
            return Identity.NONE;
        } catch (IOException | RuntimeException e) {
            keepAside(e);
            return Identity.NONE;
        }
    }

    void save(Identity identity) throws IOException {
        AtomicFiles.write(file, Json.pretty(write(identity)) + "\n");
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Makes room for an identity at another studio. */
    void setAsideAsPrevious() throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            AtomicFiles.move(file, file.resolveSibling("identity.previous.json"));
        }
    }

    private void keepAside(Exception why) {
        // The parser's words would repeat what is in the file, so only our own are told.
        String reason = why instanceof Unusable ? String.valueOf(why.getMessage()) : "it cannot be read";
        long stamp = clock.instant().getEpochSecond();
        Path aside = file.resolveSibling("identity.json.corrupt-" + stamp);
        while (Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
            stamp++;
            aside = file.resolveSibling("identity.json.corrupt-" + stamp);
        }
        try {
            AtomicFiles.move(file, aside);
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("aside", aside)
                    .addKeyValue("why", reason)
                    .log("the worker's identity is unusable and was put aside; it registers again");
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("why", reason)
                    .addKeyValue("error", e.getClass().getSimpleName())
                    .log("the worker's identity is unusable and cannot be put aside; it registers again");
        }
    }

    private static Identity read(byte[] bytes) throws IOException {
        JsonNode json;
        try {
            json = Json.parse(bytes);
        } catch (IOException e) {
            throw new Unusable("it is not JSON");
        }
        if (!json.isObject()) {
            throw new Unusable("it is not a JSON object");
        }
        return new Identity(
                text(json, "installId"),
                text(json, "studio"),
                secret(json, "registrationSecret"),
                text(json, "requestId"),
                instant(json, "since"),
                text(json, "workerId"),
                secret(json, "authToken"));
    }

    private static @Nullable String text(JsonNode json, String name) throws Unusable {
        JsonNode member = json.path(name);
        if (member.isMissingNode() || member.isNull()) {
            return null;
        }
        if (!member.isTextual() || member.textValue().chars().anyMatch(Character::isISOControl)) {
            throw new Unusable(name + " is not plain text");
        }
        return member.textValue().isBlank() ? null : member.textValue();
    }

    private static @Nullable Secret secret(JsonNode json, String name) throws Unusable {
        String text = text(json, name);
        if (text != null && !Texts.fitsHeader(text)) {
            throw new Unusable(name + " cannot be sent");
        }
        return text == null ? null : new Secret(text);
    }

    private static @Nullable Instant instant(JsonNode json, String name) throws Unusable {
        String text = text(json, name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Unusable(name + " is not a time");
        }
    }

    private static ObjectNode write(Identity identity) {
        ObjectNode json = Json.object();
        put(json, "installId", identity.installId());
        put(json, "studio", identity.studio());
        put(json, "registrationSecret", revealed(identity.secret()));
        put(json, "requestId", identity.requestId());
        put(json, "since", identity.since());
        put(json, "workerId", identity.workerId());
        put(json, "authToken", revealed(identity.authToken()));
        return json;
    }

    private static @Nullable String revealed(@Nullable Secret secret) {
        return secret == null ? null : secret.value();
    }

    private static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }

    /** What is there says nothing; the message never repeats it. */
    private static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }
}
