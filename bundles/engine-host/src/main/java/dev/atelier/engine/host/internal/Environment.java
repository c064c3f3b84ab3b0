package dev.atelier.engine.host.internal;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a started program inherits from the worker: what it needs to find itself its libraries, devices and language.
 * Everything else stays here; the worker's environment may hold passwords and tokens.
 */
final class Environment {
    private static final Set<String> NAMES = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "TMP",
            "TEMP",
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
            // what Windows programs do not start without
            "SYSTEMROOT",
            "SYSTEMDRIVE",
            "WINDIR",
            "COMSPEC",
            "PATHEXT",
            "USERPROFILE",
            "APPDATA",
            "LOCALAPPDATA",
            "PROGRAMDATA",
            "PROGRAMFILES",
            "NUMBER_OF_PROCESSORS",
            "PROCESSOR_ARCHITECTURE");

    /** Families: the language, the desktop's folders, and which GPU to use and where its drivers are. */
    private static final Set<String> PREFIXES =
            Set.of("LC_", "XDG_", "CUDA_", "NVIDIA_", "HIP_", "ROCM_", "HSA_", "VK_", "GGML_", "OMP_");

    /** For those that would tell their maker about the machine and its models. */
    private static final Map<String, String> SILENCE = Map.of("ORT_DISABLE_TELEMETRY", "1");

    private Environment() {}

    /** Turns the environment a process would inherit into the one it gets. */
    static void clean(Map<String, String> inherited, Map<String, String> added) {
        inherited.keySet().removeIf(name -> !wanted(name.toUpperCase(Locale.ROOT)));
        inherited.putAll(SILENCE);
        inherited.putAll(added);
    }

    private static boolean wanted(String name) {
        return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
