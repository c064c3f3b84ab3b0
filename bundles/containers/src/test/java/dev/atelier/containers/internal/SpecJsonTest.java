package dev.atelier.containers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.EngineException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecJsonTest {
    @TempDir
    Path folder = Path.of("unused");

    @Test
    void asksForNoRightsAndForTheLimits() throws Exception {
        JsonNode host = SpecJson.of(new Specs("n", "true").init().build(), folder.resolve("s"), false)
                .path("HostConfig");

        assertThat(host.path("CapDrop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(host.path("SecurityOpt").toString()).isEqualTo("[\"no-new-privileges\"]");
        assertThat(host.path("Privileged").asBoolean(true)).isFalse();
        assertThat(host.path("AutoRemove").asBoolean(true)).isFalse();
        assertThat(host.path("LogConfig").path("Type").asText()).isEqualTo("none");
        assertThat(host.path("MemorySwap").asLong())
                .isEqualTo(host.path("Memory").asLong())
                .isPositive();
        assertThat(host.path("PidsLimit").asInt()).isEqualTo(64);
        assertThat(host.path("ReadonlyRootfs").asBoolean()).isTrue();
        assertThat(host.path("Tmpfs").path("/tmp").asText()).isEqualTo("rw,exec,mode=1777,size=1048576");
        assertThat(host.path("Init").asBoolean()).isTrue();
        assertThat(host.has("UsernsMode")).isFalse();
        assertThat(host.has("Ulimits")).isFalse();
    }

    @Test
    void aRootlessPodmanKeepsTheIds() throws Exception {
        assertThat(SpecJson.of(new Specs("n", "true").build(), folder.resolve("s"), true)
                        .path("HostConfig")
                        .path("UsernsMode")
                        .asText())
                .isEqualTo("keep-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000:1000", "1000", "0:0", "0:1000"})
    void aUserIsANumberAndRootOneThatIsMeant(String user) throws Exception {
        assertThat(SpecJson.of(new Specs("n", "true").user(user).build(), folder.resolve("s"), false)
                        .path("User")
                        .asText())
                .isEqualTo(user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "root", "root:root", "", "-1", "00:1", ":0"})
    void nobodyIsRootByAccident(String user) {
        assertRefused(new Specs("n", "true").user(user).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"container:other", "ns:/proc/1/ns/net", ""})
    void aNetworkOfSomeoneElseIsRefused(String network) {
        assertRefused(new Specs("n", "true").network(network).build());
    }

    @Test
    void theSocketOfTheEngineIsNotMountedNorWhatItLiesInNorALinkToIt() throws Exception {
        Path socket =
                Files.createFile(Files.createDirectory(folder.resolve("run")).resolve("engine.sock"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), socket);

        for (Path source : new Path[] {socket, socket.getParent(), link, Path.of("/")}) {
            ContainerSpec spec = new Specs("n", "true")
                    .mount(new ContainerSpec.Mount(source, "/x", true))
                    .build();
            assertThatThrownBy(() -> SpecJson.of(spec, socket, false)).isInstanceOf(EngineException.class);
        }
    }

    @Test
    void whatIsToBeLabelledTravelsInTheFormThatKnowsLabels() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Path plain = Files.createDirectory(folder.resolve("plain"));
        ContainerSpec spec = new Specs("n", "true")
                .mount(new ContainerSpec.Mount(own, "/own", false, ContainerSpec.Label.OWN))
                .mount(new ContainerSpec.Mount(shared, "/shared", true, ContainerSpec.Label.SHARED))
                .mount(new ContainerSpec.Mount(plain, "/plain", true))
                .build();

        JsonNode host =
                SpecJson.of(spec, Files.createFile(folder.resolve("s")), false).path("HostConfig");

        assertThat(host.path("Binds"))
                .extracting(JsonNode::asText)
                .containsExactly(own.toRealPath() + ":/own:rw,Z", shared.toRealPath() + ":/shared:ro,z");
        assertThat(host.path("Mounts").findValuesAsText("Target")).containsExactly("/plain");
    }

    @Test
    void aPathThatTheOlderFormWouldReadAsTwoIsRefused() throws Exception {
        Path odd = Files.createDirectory(folder.resolve("a:b"));
        Files.createFile(folder.resolve("s"));

        assertRefused(new Specs("n", "true")
                .mount(new ContainerSpec.Mount(odd, "/x", false, ContainerSpec.Label.OWN))
                .build());
    }

    private void assertRefused(ContainerSpec spec) {
        assertThatThrownBy(() -> SpecJson.of(spec, folder.resolve("s"), false))
                .asInstanceOf(type(EngineException.class))
                .extracting(EngineException::code)
                .isEqualTo(Code.CONFIG_INVALID);
    }
}
