package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.http.testing.FakeExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelApiTest {
    private static final String ROW =
            "{\"id\":\"one\",\"displayName\":\"One\",\"kind\":\"image\",\"vramGbEstimate\":2,\"enabled\":true,"
                    + "\"source\":{\"engine\":\"synthetic\",\"files\":[]}}";

    private final TestStudio studio;

    ModelApiTest(@TempDir Path folder) throws IOException {
        this.studio = new TestStudio(folder);
    }

    private FakeExchange post(String row) throws Exception {
        return studio.call("POST /models", Map.of(), row);
    }

    @Test
    void aRowIsMadeReadChangedAndRemoved() throws Exception {
        Map<String, String> one = Map.of("id", "one");

        assertThat(post(ROW).status()).isEqualTo(201);
        assertThat(post(ROW).status()).isEqualTo(409);
        assertThat(studio.call("PUT /models/{id}", one, ROW.replace("\"One\"", "\"Uno\""))
                        .status())
                .isEqualTo(200);
        assertThat(studio.call("GET /models/{id}", one, "").text()).contains("Uno");
        assertThat(studio.call("PUT /models/{id}", Map.of("id", "two"), ROW).status())
                .isEqualTo(400);
        assertThat(studio.call("DELETE /models/{id}", one, "").status()).isEqualTo(204);
        assertThat(studio.call("GET /models/{id}", one, "").code()).isEqualTo("unknown_model");
    }

    @Test
    void aBadRowIsRefused() throws Exception {
        for (String bad : new String[] {
            ROW.replace("\"image\"", "\"hologram\""),
            ROW.replace("\"image\"", "\"agent\""),
            ROW.replace("\"one\"", "\"\""),
            ROW.replace("\"one\"", "\"export\""),
            ROW.replace(":2", ":-1"),
            ROW.replace("synthetic", "warp"),
            ROW.replace("[]", "[{\"role\":\"hat\",\"url\":\"u\",\"filename\":\"f\"}]"),
            "{\"id\":\"one\",\"kind\":\"image\"}"
        }) {
            assertThat(post(bad).status()).as(bad).isEqualTo(400);
        }
        assertThat(studio.shelves.models).doesNotContainKey("one");
    }

    @Test
    void anEngineThatAWorkerOffersIsKnown() throws Exception {
        String row = ROW.replace("synthetic", "acme");
        assertThat(post(row).status()).isEqualTo(400);

        studio.workers.worker("w-1", "t");

        assertThat(post(row).status()).isEqualTo(201);
    }

    @Test
    void whatIsExportedCanBeImported() throws Exception {
        post(ROW);
        String exported = studio.call("GET /models/export").text();
        studio.shelves.models.remove("one");

        FakeExchange imported = studio.call("POST /models/import", Map.of(), exported);

        assertThat(imported.answered().path("added").intValue()).isEqualTo(1);
        assertThat(imported.answered().path("replaced").intValue()).isEqualTo(2);
    }

    @Test
    void oneBadRowOfAnImportChangesNothing() throws Exception {
        String bad = ROW.replace("\"one\"", "\"two\"").replace("synthetic", "warp");

        assertThat(studio.call("POST /models/import", Map.of(), "[" + ROW + "," + bad + "]")
                        .status())
                .isEqualTo(400);
        assertThat(studio.shelves.models).doesNotContainKey("one");
    }
}
