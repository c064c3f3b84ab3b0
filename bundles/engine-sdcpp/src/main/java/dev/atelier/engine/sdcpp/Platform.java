package dev.atelier.engine.sdcpp;

import java.util.Locale;
import java.util.Optional;

/** The machine, as far as programs for it differ. */
record Platform(Os os, String arch) {
    /** Systems there are programs for. */
    enum Os {
        WINDOWS("windows", "vulkan-1.dll"),
        MACOS("macos", ""),
        LINUX("linux", "libvulkan.so.1"),
        OTHER("another system", "");

        private final String word;
        private final String loader;

        Os(String word, String loader) {
            this.word = word;
            this.loader = loader;
        }

        /** The file by which programs get at the GPU; empty where the system itself brings it. */
        String loader() {
            return loader;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    static Platform here() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String osName, String osArch) {
        String name = osName.toLowerCase(Locale.ROOT);
        Os os = name.startsWith("windows")
                ? Os.WINDOWS
                : name.startsWith("mac") ? Os.MACOS : name.equals("linux") ? Os.LINUX : Os.OTHER;
        String arch =
                switch (osArch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "aarch64";
                    default -> osArch;
                };
        return new Platform(os, arch);
    }

    /** What archives for it are called. */
    Optional<String> suffix() {
        return switch (os) {
            case WINDOWS -> arch.equals("x86_64") ? Optional.of("win-vulkan-x64") : Optional.empty();
            case LINUX -> arch.equals("x86_64") ? Optional.of("Linux-Ubuntu-24.04-x86_64-vulkan") : Optional.empty();
            // one archive for both kinds of processor
            case MACOS -> Optional.of("Darwin-macOS-26.6.2-arm64");
            case OTHER -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return os + "/" + arch;
    }
}
