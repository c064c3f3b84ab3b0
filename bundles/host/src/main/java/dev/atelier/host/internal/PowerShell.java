package dev.atelier.host.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** How a script is handed to PowerShell: encoded, because quotes do not survive a command line on Windows. */
final class PowerShell {
    private PowerShell() {}

    static List<String> command(String script) {
        return List.of(
                "powershell.exe",
                "-NoProfile",
                "-NonInteractive",
                "-EncodedCommand",
                Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_16LE)));
    }
}
