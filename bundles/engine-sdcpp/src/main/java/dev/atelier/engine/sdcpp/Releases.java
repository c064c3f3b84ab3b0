package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.host.api.Provisions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which release of stable-diffusion.cpp is wanted, and where it comes from. */
final class Releases {
    static final String SD_CLI = "sd-cli";
    static final String SD_SERVER = "sd-server";

    /** Tried with this engine. */
    static final String PIN = "master-920-2f88688";

    static final String MARKER = ".sd-cli-release";
    static final long APPROX_BYTES = 34_000_000;

    private static final String FROM = "https://github.com/leejet/stable-diffusion.cpp/releases/download/";
    private static final Pattern COMMIT = Pattern.compile(".*-([0-9a-fA-F]{7,40})");

    /** Of the archives of the pinned release, as several who fetched them wrote them down. */
    private static final Map<String, String> SHA256 = Map.of(
            "Linux-Ubuntu-24.04-x86_64-vulkan",
            "81187de7eef5828816858de076c6d7efe4ee29e1536d22f86338960d5119c574",
            "win-vulkan-x64",
            "63e84439c20dde75487a933066318ae01353e9e80ee70e031acad48e857e1cb9");

    private final Platform platform;

    Releases(Platform platform) {
        this.platform = platform;
    }

    /**
     * What is wanted.
     *
     * @param commit of its programs; null when nothing says so
     */
    record Wanted(Provisions.Release release, @Nullable String commit) {
        /** Whether it is known beforehand that it needs the Vulkan loader. */
        boolean vulkan() {
            return release.url().toLowerCase(Locale.ROOT).contains("vulkan");
        }

        /** Whether a program of this commit is as good; every program is, when there is nothing to compare with. */
        boolean matches(@Nullable String found) {
            String mine = commit;
            if (mine == null) {
                return true;
            }
            if (found == null || found.length() < 7 || mine.length() < 7) {
                return false;
            }
            int length = Math.min(mine.length(), found.length());
            return mine.regionMatches(true, 0, found, 0, length);
        }
    }

    /** @throws EngineException when there is none for this machine, or the tag makes no sense */
    Wanted wanted(SdcppSettings settings, Path modelsRoot) throws EngineException {
        Path folder = modelsRoot.resolve("bin");
        if (!settings.url().isEmpty()) {
            return new Wanted(release(settings.url(), null, 0, folder), null);
        }
        String tag = settings.release().isEmpty() ? PIN : settings.release();
        Matcher commit = COMMIT.matcher(tag);
        if (!commit.matches()) {
            throw new EngineException(
                    "bad_setting",
                    "the release " + tag + " of stable-diffusion.cpp names no commit: it has to end in -<sha>",
                    false);
        }
        String suffix = platform.suffix()
                .orElseThrow(() -> new EngineException(
                        "program_missing",
                        "no prebuilt stable-diffusion.cpp binary for " + platform
                                + "; install sd-cli manually, and put its path into the setting sd_cli",
                        false));
        String url = FROM + tag + "/sd-master-" + commit.group(1) + "-bin-" + suffix + ".zip";
        boolean pinned = tag.equals(PIN);
        return new Wanted(release(url, pinned ? SHA256.get(suffix) : null, APPROX_BYTES, folder), commit.group(1));
    }

    private static Provisions.Release release(String url, @Nullable String sha256, long bytes, Path folder) {
        return new Provisions.Release(List.of(SD_CLI, SD_SERVER), url, sha256, bytes, folder, MARKER);
    }
}
