package dev.atelier.engine.llama;

import dev.atelier.engine.host.api.Provisions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where llama-server comes from when it is to be fetched. */
final class ServerRelease {
    static final String PROGRAM = "llama-server";
    static final String PIN = "b10453";

    private static final String FROM = "https://github.com/ggml-org/llama.cpp/releases/download/" + PIN + "/";
    private static final String MARKER = ".llama-server-release";

    /** An archive of the pinned release. */
    private record Asset(String name, String sha256, long bytes) {}

    /** As many who fetched them wrote them down. Builds for the processor: they run everywhere. */
    private static final Map<String, Asset> ASSETS = Map.of(
            "linux/x86_64",
            new Asset(
                    "llama-b10453-bin-ubuntu-x64.tar.gz",
                    "550eb155a09c3051c7add5becf6d0badc3a4c33416807985963036b27b859fb4",
                    16_645_691),
            "linux/aarch64",
            new Asset(
                    "llama-b10453-bin-ubuntu-arm64.tar.gz",
                    "b164e72dfb69c711275178e0d0fae54748042f039e4fe7386f1c0ea7019c109c",
                    13_510_472),
            "macos/aarch64",
            new Asset(
                    "llama-b10453-bin-macos-arm64.tar.gz",
                    "f1531b1c520f8b473d83352c5eec2f4f43bd0a54f9ca1366a6f202211cfbc098",
                    11_072_482),
            "windows/x86_64",
            new Asset(
                    "llama-b10453-bin-win-cpu-x64.zip",
                    "70c07211d0027305f0be09cd755d79641ebb0bb646590ff3d498c66b22df29b0",
                    18_464_078),
            "windows/aarch64",
            new Asset(
                    "llama-b10453-bin-win-cpu-arm64.zip",
                    "a8b984d478700777d4671cf33eccfddae42c1fd871e78efd43fee090131eec1f",
                    12_221_580));

    private ServerRelease() {}

    /** Where the worker's own is. */
    static Path folder(Path modelsRoot) {
        return modelsRoot.resolve("bin").resolve("llama.cpp");
    }

    /** What would be fetched on this machine; empty when nothing is known to run here. */
    static Optional<Provisions.Release> wanted(LlamaSettings settings, Path modelsRoot) {
        return wanted(settings, modelsRoot, System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Optional<Provisions.Release> wanted(LlamaSettings settings, Path modelsRoot, String os, String arch) {
        Path folder = folder(modelsRoot);
        if (!settings.url().isEmpty()) {
            return Optional.of(new Provisions.Release(
                    List.of(PROGRAM),
                    settings.url(),
                    settings.sha256().isEmpty() ? null : settings.sha256(),
                    0,
                    folder,
                    MARKER));
        }
        return Optional.ofNullable(ASSETS.get(system(os) + "/" + processor(arch)))
                .map(asset -> new Provisions.Release(
                        List.of(PROGRAM), FROM + asset.name(), asset.sha256(), asset.bytes(), folder, MARKER));
    }

    private static String system(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("windows") ? "windows" : lower.startsWith("mac") ? "macos" : lower;
    }

    private static String processor(String arch) {
        return switch (arch) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> arch;
        };
    }
}
