package dev.atelier.settings.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;

class MetatypeXmlTest {
    @Test
    void readsWhatTheBuildMadeOfTheWorkersSettings() throws Exception {
        List<Definition> worker = workerDefinitions();

        assertThat(worker)
                .extracting(Definition::name)
                .containsExactlyInAnyOrder(
                        "api_base_url",
                        "vram_threshold_gb",
                        "start_minimised",
                        "only_when_idle",
                        "auto_update_enabled",
                        "auto_update_interval_secs",
                        "auto_update_feed",
                        "auto_update_prerelease",
                        "models_root",
                        "ws_reconnect_attempts",
                        "local_api_port");
        assertThat(worker).allSatisfy(definition -> {
            assertThat(definition.pid()).isEqualTo("dev.atelier.worker");
            assertThat(definition.group()).isEqualTo("Worker");
            assertThat(definition.title()).isNotBlank();
            assertThat(definition.description()).isNotBlank();
        });
        assertThat(named(worker, "vram_threshold_gb").defaultValue()).isEqualTo(12.0);
        assertThat(named(worker, "models_root").defaultValue()).isEqualTo("~/models");
        assertThat(named(worker, "start_minimised").defaultValue()).isEqualTo(true);
        assertThat(named(worker, "api_base_url").defaultValue()).isNull();
        assertThat(named(worker, "auto_update_interval_secs").min()).isEqualTo("60");
        assertThat(named(worker, "local_api_port").max()).isEqualTo("65535");
    }

    @Test
    void leavesForeignConfigurationsAndListsAlone() throws XMLStreamException {
        String xml = """
                <MetaData xmlns="http://www.osgi.org/xmlns/metatype/v1.4.0">
                  <OCD id="a" name="A">
                    <AD id="many" type="String" cardinality="3"/>
                    <AD id="level" type="String" default="info">
                      <Option label="Info" value="info"/><Option label="Debug" value="debug"/>
                    </AD>
                    <AD id="password" type="Password"/>
                  </OCD>
                  <Designate pid="org.apache.felix.http"><Object ocdref="a"/></Designate>
                  <Designate pid="dev.atelier.a"><Object ocdref="a"/></Designate>
                </MetaData>
                """;

        List<Definition> read = MetatypeXml.read(stream(xml));

        assertThat(read).extracting(Definition::name).containsExactly("level", "password");
        assertThat(read).extracting(Definition::pid).containsOnly("dev.atelier.a");
        assertThat(named(read, "level").options()).containsExactly("info", "debug");
        assertThat(named(read, "password").secret()).isTrue();
    }

    @Test
    void readsNoFileAnEntityPointsTo() {
        String xml = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><MetaData>&e;</MetaData>";

        assertThatThrownBy(() -> MetatypeXml.read(stream(xml))).isInstanceOf(XMLStreamException.class);
    }

    static List<Definition> workerDefinitions() throws Exception {
        String resource = "/OSGI-INF/metatype/" + WorkerConfig.class.getName() + ".xml";
        try (InputStream xml = Objects.requireNonNull(MetatypeXml.class.getResourceAsStream(resource), resource)) {
            return MetatypeXml.read(xml);
        }
    }

    private static Definition named(List<Definition> definitions, String name) {
        return definitions.stream()
                .filter(definition -> definition.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static InputStream stream(String xml) {
        return new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8));
    }
}
