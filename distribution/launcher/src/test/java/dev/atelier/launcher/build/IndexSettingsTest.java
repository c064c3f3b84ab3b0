package dev.atelier.launcher.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexSettingsTest {
    private final Path folder;

    IndexSettingsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void settingsOfTheProductAreCollectedFromItsBundles() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("b.jar")))) {
            zip.putNextEntry(new ZipEntry("OSGI-INF/metatype/x.xml"));
            zip.write("""
                    <?xml version="1.0" encoding="utf-8"?>
                    <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
                      <OCD id="a" name="A">
                        <AD id="http.port" name="Port" type="Integer" default="4780" min="0" max="65535"/>
                        <AD id="mode" type="String" default="a\\,b"><Option label="x" value="x"/></AD>
                        <AD id="key" type="Password" required="false"/>
                      </OCD>
                      <OCD id="b"><AD id="foreign" type="Boolean" default="true"/></OCD>
                      <Designate pid="dev.atelier.http"><Object ocdref="a"/></Designate>
                      <Designate pid="org.example"><Object ocdref="b"/></Designate>
                    </metatype:MetaData>
                    """.getBytes(StandardCharsets.UTF_8));
        }
        Path out = folder.resolve("lib/settings.json");

        IndexSettings.main(new String[] {folder.toString(), out.toString()});

        assertThat(Files.readString(out))
                .contains(
                        "\"name\": \"http.port\"",
                        "\"pid\": \"dev.atelier.http\"",
                        "\"default\": 4780",
                        "\"max\": 65535")
                .contains("\"default\": \"a,b\"", "\"secret\": true")
                .doesNotContain("foreign");
    }
}
