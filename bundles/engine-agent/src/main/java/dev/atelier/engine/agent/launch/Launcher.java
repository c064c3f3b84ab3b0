package dev.atelier.engine.agent.launch;

import dev.atelier.common.api.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What every container starts with: a script that takes secrets from its standard input, where neither the engine nor a
 * process list sees them, and becomes the agent. For every shell that calls itself one.
 */
public final class Launcher {
    /** Set when secrets come first on standard input. */
    static final String FLAG = "DELIDEV_SECRETS_STDIN";

    private static final String LAST = ".\n";

    /**
     * A dot behind each value keeps the line feeds at its end, which a shell would cut. All of it is done by the shell
     * itself: no value is an argument of a program.
     */
    private static final String SCRIPT = """
            if [ "${%1$s:-0}" = 1 ]; then
              unset %1$s
              while IFS= read -r line && [ "$line" != . ]; do
                value=$(printf '%%b.' "${line#*=}")
                export "${line%%%%=*}=${value%%.}"
              done
              unset line value
            fi
            program=$1
            package=$2
            shift 2
            if command -v "$program" >/dev/null 2>&1; then
              exec "$program" "$@"
            fi
            if [ "$package" != - ] && command -v npx >/dev/null 2>&1; then
              exec npx -y "$package" "$@"
            fi
            echo "delidev: agent program '$program' not found in image" >&2
            exit 127
            """.formatted(FLAG);

    private Launcher() {}

    public static List<String> entrypoint() {
        return List.of("/bin/sh", "-c", SCRIPT, "delidev-launch");
    }

    /** What the script reads before anything else: every byte of a value in octal, so that none means anything to it. */
    public static byte[] lines(Map<String, Secret> secrets) {
        StringBuilder lines = new StringBuilder();
        secrets.forEach((name, secret) -> {
            lines.append(name).append('=');
            for (byte each : secret.value().getBytes(StandardCharsets.UTF_8)) {
                lines.append(String.format(Locale.ROOT, "\\0%03o", each & 0xff));
            }
            lines.append('\n');
        });
        return lines.append(LAST).toString().getBytes(StandardCharsets.US_ASCII);
    }
}
