package dev.atelier.launcher.cli.worker;

import dev.atelier.launcher.cli.OwnerFiles;
import dev.atelier.launcher.cli.io.Fields;
import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code state/identity.json} says. Empty texts stand for what is not there. */
public record Identity(
        String installId,
        String studio,
        String registrationSecret,
        String requestId,
        String since,
        String workerId,
        String authToken) {
    /** Of a host no studio knows. */
    public static final Identity NONE = new Identity("", "", "", "", "", "", "");

    /** Tolerant: a file that cannot be read says nothing, and the process complains of it for itself. */
    public static Identity read(Path state) {
        try {
            Path file = file(state);
            return Files.exists(file) ? of(Fields.of(Json.parse(Files.readString(file)))) : NONE;
        } catch (IOException | IllegalArgumentException e) {
            return NONE;
        }
    }

    private static Identity of(Fields file) {
        return new Identity(
                file.text("installId"),
                file.text("studio"),
                file.text("registrationSecret"),
                file.text("requestId"),
                file.text("since"),
                file.text("workerId"),
                file.text("authToken"));
    }

    public static Path file(Path state) {
        return state.resolve("identity.json");
    }

    /** For its owner only, whole or not at all; one that was there is set aside. */
    public void write(Path state) throws IOException {
        Path file = file(state);
        if (Files.exists(file)) {
            Files.move(file, state.resolve("identity.previous.json"), StandardCopyOption.REPLACE_EXISTING);
        }
        Map<String, Object> members = new LinkedHashMap<>();
        put(members, "installId", installId);
        put(members, "studio", studio);
        put(members, "registrationSecret", registrationSecret);
        put(members, "requestId", requestId);
        put(members, "since", since);
        put(members, "workerId", workerId);
        put(members, "authToken", authToken);
        OwnerFiles.write(file, Json.pretty(members) + "\n");
    }

    private static void put(Map<String, Object> members, String name, String value) {
        if (!value.isEmpty()) {
            members.put(name, value);
        }
    }

    public boolean approved() {
        return !workerId.isEmpty() && !authToken.isEmpty();
    }

    public boolean pending() {
        return !approved() && !requestId.isEmpty() && !registrationSecret.isEmpty();
    }

    /** Whether some studio knows it, or may be about to, or nobody can tell what it is. */
    public static boolean matters(Path state) {
        Identity there = read(state);
        boolean onlyAnInstall = !there.installId.isEmpty() && !there.approved() && !there.pending();
        return Files.exists(file(state)) && !onlyAnInstall;
    }

    /** Whether it counts at this studio. One without a studio belongs to whichever is configured. */
    public boolean belongsTo(StudioUrl url) {
        return studio.isEmpty() || studio.equals(url.base());
    }

    /** What the studio's operator sees as well; empty when there is nothing to compare. */
    public String fingerprint() {
        return installId.isEmpty() || registrationSecret.isEmpty() ? "" : Fingerprint.of(installId, registrationSecret);
    }

    /** Without its secrets. */
    @Override
    public String toString() {
        return "Identity[" + (approved() ? workerId : pending() ? requestId : "unknown") + " at " + studio + "]";
    }
}
