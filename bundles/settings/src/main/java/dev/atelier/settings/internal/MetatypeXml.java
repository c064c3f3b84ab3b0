package dev.atelier.settings.internal;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the metatype resources of a bundle. The Metatype Service would do, except that its interfaces do not tell the
 * bounds of an attribute, and a refusal has to say what is allowed.
 */
final class MetatypeXml {
    private static final Logger LOG = LoggerFactory.getLogger(MetatypeXml.class);
    private static final String OURS = "dev.atelier.";
    private static final XMLInputFactory XML = factory();

    private MetatypeXml() {}

    /** The settings one resource describes, for configurations of ours only. */
    static List<Definition> read(InputStream resource) throws XMLStreamException {
        Map<String, ObjectClass> classes = new TreeMap<>();
        List<Definition> definitions = new ArrayList<>();
        XMLStreamReader xml = XML.createXMLStreamReader(resource);
        ObjectClass current = new ObjectClass("");
        String pid = "";
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "OCD" -> {
                    current = new ObjectClass(text(xml, "name"));
                    classes.put(text(xml, "id"), current);
                }
                case "AD" -> current.attributes.add(new Attribute(xml));
                case "Option" -> current.last().options.add(text(xml, "value"));
                case "Designate" -> pid = text(xml, "pid");
                case "Object" -> {
                    ObjectClass designated = classes.get(text(xml, "ocdref"));
                    if (designated != null && pid.startsWith(OURS)) {
                        definitions.addAll(designated.define(pid));
                    }
                }
                default -> {} // icons and extensions
            }
        }
        return definitions;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    private static @Nullable String attribute(XMLStreamReader xml, String name) {
        return xml.getAttributeValue(null, name);
    }

    private static String text(XMLStreamReader xml, String name) {
        String value = attribute(xml, name);
        return value == null ? "" : value;
    }

    private static final class ObjectClass {
        final String name;
        final List<Attribute> attributes = new ArrayList<>();

        ObjectClass(String name) {
            this.name = name;
        }

        Attribute last() {
            return attributes.get(attributes.size() - 1);
        }

        List<Definition> define(String pid) {
            return attributes.stream()
                    .map(attribute -> attribute.define(pid, name))
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    private static final class Attribute {
        final String id;
        final String name;
        final String description;
        final String type;
        final boolean many;
        final @Nullable String defaultText;
        final @Nullable String min;
        final @Nullable String max;
        final List<String> options = new ArrayList<>();

        Attribute(XMLStreamReader xml) {
            id = text(xml, "id");
            name = text(xml, "name");
            description = text(xml, "description");
            type = text(xml, "type");
            String cardinality = attribute(xml, "cardinality");
            many = cardinality != null && !cardinality.equals("0");
            defaultText = attribute(xml, "default");
            min = attribute(xml, "min");
            max = attribute(xml, "max");
        }

        Optional<Definition> define(String pid, String group) {
            Definition.Kind kind =
                    switch (type) {
                        case "Boolean" -> Definition.Kind.BOOLEAN;
                        case "Double", "Float" -> Definition.Kind.DOUBLE;
                        case "Long" -> Definition.Kind.LONG;
                        case "Integer", "Short", "Byte" -> Definition.Kind.INTEGER;
                        case "Password" -> Definition.Kind.PASSWORD;
                        default -> Definition.Kind.STRING;
                    };
            if (many) {
                LOG.atWarn().addKeyValue("pid", pid).addKeyValue("setting", id).log("lists are not settings; ignored");
                return Optional.empty();
            }
            return Optional.of(new Definition(id, pid, kind, defaultText, min, max, options, name, description, group));
        }
    }
}
