package dev.atelier.engine.manager.internal.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.engine.manager.api.RefusedOperation;
import dev.atelier.engine.manager.internal.operation.Seeds;
import dev.atelier.engine.manager.internal.operation.SourceResolver;
import dev.atelier.engine.tck.fixture.Spec;
import dev.atelier.engine.tck.fixture.TestEngines;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it in
    Path folder;

    private volatile List<String> places = List.of();
    private final Catalogue catalogue = new Catalogue(() -> places, new Seeds(List.of()), Clock.systemUTC());

    @AfterEach
    void close() {
        catalogue.close();
    }

    @Test
    void listsTheEngineBundlesOfAFolderAndTakesTheNewest() throws Exception {
        TestEngines.build(folder, Spec.of("paint", "1.9.0"));
        TestEngines.build(folder, Spec.of("paint", "1.10.0"));
        Files.writeString(folder.resolve("other.jar"), "not an engine");
        places = List.of(folder.toString());

        assertThat(catalogue.offers(false).offers()).extracting(Offer::version).containsExactly("1.10.0", "1.9.0");
        try (SourceResolver.Download download = catalogue.open("paint")) {
            assertThat(download.bundle().readAllBytes())
                    .isEqualTo(Files.readAllBytes(folder.resolve("dev.atelier.fixture.paint-1.10.0.jar")));
            assertThat(download.sha256()).hasSize(64);
        }
        try (SourceResolver.Download download = catalogue.open("paint@1.9.0")) {
            assertThat(download.manifest()).isNull();
        }
    }

    @Test
    void readsAnIndexWithRelativeAddresses() throws Exception {
        Files.writeString(folder.resolve("a.jar"), "bytes");
        Files.writeString(folder.resolve("a.json"), "{}");
        Files.writeString(folder.resolve("index.json"), """
                {"engines":[{"id":"sdcpp","version":"1.0.0","kinds":["image"],"url":"a.jar","sha256":"%s","size":5,
                  "manifest":"a.json","signature":"a.json","description":"Pictures","needs":{"gpu":true}},
                  {"id":"broken"}]}""".formatted("ab".repeat(32)));
        places = List.of(folder.toString());

        Offer offer = catalogue.offers(false).offers().get(0);

        assertThat(catalogue.offers(false).offers()).hasSize(1);
        assertThat(offer.signed()).isTrue();
        assertThat(offer.kinds()).containsExactly("image");
        try (SourceResolver.Download download = catalogue.open("sdcpp@1.0.0")) {
            assertThat(download.bundle().readAllBytes()).isEqualTo("bytes".getBytes(StandardCharsets.UTF_8));
            assertThat(download.manifest()).isNotNull();
        }
    }

    @Test
    void tellsWhichPlaceCannotBeReadAndListsTheOthers() throws Exception {
        TestEngines.build(folder, Spec.of("paint", "1.0.0"));
        places = List.of("/nowhere/at/all", "http://example.com/index.json", folder.toString());

        Catalogue.Listing listing = catalogue.offers(false);

        assertThat(listing.offers()).hasSize(1);
        assertThat(listing.problems())
                .extracting(Catalogue.Problem::source)
                .containsExactly("/nowhere/at/all", "http://example.com/index.json");
        assertThat(listing.problems().get(1).message()).contains("only https addresses");
    }

    @Test
    void anIndexFromElsewhereNamesNoFileOfThisMachineHoweverItSpellsThat() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] index = """
                {"engines":[{"id":"a","version":"1","url":"FILE:/etc/hostname","sha256":"%s"}]}""".formatted("ab".repeat(32)).getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, index.length);
            exchange.getResponseBody().write(index);
            exchange.close();
        });
        server.start();
        try {
            places = List.of("http://127.0.0.1:" + server.getAddress().getPort() + "/index.json");

            assertThat(catalogue.offers(false).offers()).isEmpty();
            assertThat(catalogue.offers(false).problems()).singleElement().satisfies(p -> assertThat(p.message())
                    .contains("names a file of this machine"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void refusesAddressesThatAreNotHttpsAndNamesNobodyLists() {
        for (String reference : List.of("http://example.com/x.jar", "file:///etc/passwd", "nobody@1")) {
            assertThatExceptionOfType(RefusedOperation.class).as(reference).isThrownBy(() -> catalogue.open(reference));
        }
    }
}
