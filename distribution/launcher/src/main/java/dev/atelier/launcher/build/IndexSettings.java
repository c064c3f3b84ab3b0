package dev.atelier.launcher.build;

import dev.atelier.launcher.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Collects the settings that the product's bundles declare into one file, for commands that answer without starting
 * them. Arguments: the folder of bundles, the file to write.
 */
public final class IndexSettings {
    private IndexSettings() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("usage: IndexSettings <folder of bundles> <file to write>");
        }
        Path out = Path.of(args[1]).toAbsolutePath();
        Path folder = out.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(out, Json.pretty(index(Path.of(args[0]))) + "\n");
    }

    /** By name, so that two builds write the same file. */
    static List<Object> index(Path folder) throws IOException {
        Map<String, Object> byName = new TreeMap<>();
        List<Path> jars;
        try (Stream<Path> files = Files.walk(folder)) {
            jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                List<? extends ZipEntry> entries = zip.stream()
                        .filter(e -> e.getName().startsWith("OSGI-INF/metatype/")
                                && e.getName().endsWith(".xml"))
                        .toList();
                for (ZipEntry entry : entries) {
                    try (InputStream xml = zip.getInputStream(entry)) {
                        read(xml, byName);
                    } catch (XMLStreamException e) {
                        throw new IOException(jar + "!" + entry.getName() + ": " + e.getMessage(), e);
                    }
                }
            }
        }
        return new ArrayList<>(byName.values());
    }

    private static void read(InputStream xml, Map<String, Object> byName) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(xml);
        Map<String, List<Map<String, Object>>> definitions = new LinkedHashMap<>();
        Map<String, String> designates = new LinkedHashMap<>();
        List<Map<String, Object>> attributes = List.of();
        List<Object> options = new ArrayList<>();
        String pid = "";
        while (reader.hasNext()) {
            if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (reader.getLocalName()) {
                case "OCD" -> {
                    attributes = new ArrayList<>();
                    definitions.put(text(reader, "id"), attributes);
                }
                case "AD" -> {
                    options = new ArrayList<>();
                    attributes.add(attribute(reader, options));
                }
                case "Option" -> options.add(text(reader, "value"));
                case "Designate" -> pid = text(reader, "pid");
                case "Object" -> designates.put(pid, text(reader, "ocdref"));
                default -> {}
            }
        }
        for (Map.Entry<String, String> designate : designates.entrySet()) {
            if (designate.getKey().startsWith("dev.atelier.")) {
                for (Map<String, Object> attribute : definitions.getOrDefault(designate.getValue(), List.of())) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("name", attribute.get("name"));
                    row.put("pid", designate.getKey());
                    row.putAll(attribute);
                    byName.put(String.valueOf(attribute.get("name")), row);
                }
            }
        }
    }

    private static Map<String, Object> attribute(XMLStreamReader reader, List<Object> options) {
        Map<String, Object> row = new LinkedHashMap<>();
        String type =
                switch (text(reader, "type")) {
                    case "Boolean" -> "boolean";
                    case "Integer", "Long", "Short", "Byte" -> "integer";
                    case "Double", "Float" -> "number";
                    default -> "string";
                };
        row.put("name", text(reader, "id"));
        row.put("type", type);
        put(row, "title", reader.getAttributeValue(null, "name"), "string");
        put(row, "default", reader.getAttributeValue(null, "default"), type);
        put(row, "min", reader.getAttributeValue(null, "min"), type);
        put(row, "max", reader.getAttributeValue(null, "max"), type);
        row.put("options", options);
        row.put("secret", text(reader, "type").equals("Password"));
        return row;
    }

    private static void put(Map<String, Object> row, String name, @Nullable String text, String type) {
        if (text == null || (text.isEmpty() && !type.equals("string"))) {
            return;
        }
        // metatype escapes the separator of its lists, and blanks, by a backslash
        String plain = text.replace("\\,", ",").replace("\\ ", " ").replace("\\\\", "\\");
        Object value =
                switch (type) {
                    case "boolean" -> Boolean.valueOf(plain);
                    case "integer" -> Long.valueOf(plain);
                    case "number" -> Double.valueOf(plain);
                    default -> plain;
                };
        row.put(name, value);
    }

    private static String text(XMLStreamReader reader, String attribute) {
        String value = reader.getAttributeValue(null, attribute);
        return value == null ? "" : value;
    }
}
