package dev.atelier.engine.agent.runtime;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Secrets that an operator has put into a file on this host, for agents that no studio gives any. */
final class SecretsFile {
    private static final long MOST_BYTES = 1 << 20;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private SecretsFile() {}

    /** Read anew for each run, so that a changed key counts. */
    static Map<String, Secret> read(@Nullable Path file) throws AgentFailure {
        if (file == null) {
            return Map.of();
        }
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw new AgentFailure(
                        ErrorCode.CONFIG_INVALID, "agent.runtime.secrets_file is no file of at most 1 MiB");
            }
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new AgentFailure(
                        ErrorCode.CONFIG_INVALID,
                        "others may read or write agent.runtime.secrets_file; let it be its owner's alone (chmod 600)");
            }
            return lines(Files.readString(file, StandardCharsets.UTF_8));
        } catch (UnsupportedOperationException e) {
            throw new AgentFailure(
                    ErrorCode.CONFIG_INVALID,
                    "agent.runtime.secrets_file is where nobody can tell who may read it; use another file system",
                    e);
        } catch (IOException e) {
            throw new AgentFailure(ErrorCode.CONFIG_INVALID, "agent.runtime.secrets_file cannot be read", e);
        }
    }

    private static Map<String, Secret> lines(String text) throws AgentFailure {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new AgentFailure(
                        ErrorCode.CONFIG_INVALID,
                        "line " + number + " of agent.runtime.secrets_file is not NAME=value");
            }
            secrets.put(
                    line.substring(0, equals).strip(),
                    new Secret(line.substring(equals + 1).strip()));
        }
        return secrets;
    }
}
