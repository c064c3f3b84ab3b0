package dev.atelier.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class AssetsTest {
    /** Import and export statements, also where a minifier left no spaces. */
    private static final Pattern IMPORT =
            Pattern.compile("(?m)(?:^|;)(?:import|export)\\b[^;'\"]*from\\s*['\"]([^'\"]+)['\"]");

    private static final Pattern ON_DEMAND = Pattern.compile("\\bimport\\(['\"]([^'\"]+)['\"]\\)");

    private static final int BUDGET = 150_000;

    @Test
    void theDigestFollowsTheContent() {
        Assets one = new Assets(Map.of("a.css", bytes("a"), "b.js", bytes("b")));
        Assets same = new Assets(Map.of("b.js", bytes("b"), "a.css", bytes("a")));
        Assets other = new Assets(Map.of("a.css", bytes("a"), "b.js", bytes("c")));

        assertThat(one.digest()).hasSize(16).isEqualTo(same.digest()).isNotEqualTo(other.digest());
    }

    @Test
    void onlyPagesFilesAreServed() {
        Assets assets = new Assets(Map.of("LICENSE", bytes("x"), "x.html", bytes("x"), "x.js", bytes("x")));

        assertThat(assets.find("x.js")).isPresent();
        assertThat(assets.find("LICENSE")).isEmpty();
        assertThat(assets.find("x.html")).isEmpty();
        assertThat(assets.find("../x.js")).isEmpty();
    }

    @Test
    void compressedFilesAreTheSameFiles() throws IOException {
        Assets.Asset asset = new Assets(Files.assets()).find("console.css").orElseThrow();

        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(asset.gzip()))) {
            assertThat(in.readAllBytes()).isEqualTo(asset.plain());
        }
    }

    @Test
    void everyImportIsAFileOfOurs() throws IOException {
        Assets assets = new Assets(Files.assets());

        Files.assets().keySet().stream().filter(p -> p.endsWith(".js")).forEach(path -> assertThat(
                        imports(assets, path, IMPORT, ON_DEMAND))
                .allSatisfy(to ->
                        assertThat(assets.find(to)).as(path + " imports " + to).isPresent()));
    }

    @Test
    void theFirstPageIsSmall() throws IOException {
        Assets assets = new Assets(Files.assets());
        Map<String, Integer> sizes = new HashMap<>();
        collect(assets, "js/app.js", sizes);
        collect(assets, "js/pages/make.js", sizes);
        sizes.put("tokens.css", size(assets, "tokens.css"));
        sizes.put("console.css", size(assets, "console.css"));
        sizes.put("page", 12_000);

        assertThat(sizes.values().stream().mapToInt(Integer::intValue).sum()).isLessThan(BUDGET);
    }

    private static void collect(Assets assets, String path, Map<String, Integer> sizes) {
        if (sizes.put(path, size(assets, path)) == null) {
            imports(assets, path, IMPORT).forEach(to -> collect(assets, to, sizes));
        }
    }

    private static int size(Assets assets, String path) {
        return assets.find(path).orElseThrow().plain().length;
    }

    private static Set<String> imports(Assets assets, String path, Pattern... kinds) {
        Set<String> found = new HashSet<>();
        String script = new String(assets.find(path).orElseThrow().plain(), StandardCharsets.UTF_8);
        for (Pattern kind : kinds) {
            kind.matcher(script).results().map(m -> m.group(1)).forEach(to -> {
                assertThat(to).as("import in " + path).startsWith(".");
                found.add(URI.create("/" + path).resolve(to).getPath().substring(1));
            });
        }
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
