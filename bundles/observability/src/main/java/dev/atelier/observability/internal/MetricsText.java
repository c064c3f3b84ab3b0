package dev.atelier.observability.internal;

import dev.atelier.common.api.MetricSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Collects figures and writes them as Prometheus text, format 0.0.4: all of one name together, told about once. */
final class MetricsText implements MetricSource.Sink {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Pattern NAME = Pattern.compile("atelier_[a-z0-9_]+");
    private static final Pattern LABEL = Pattern.compile("[a-z_][a-z0-9_]*");

    private final TreeMap<String, Family> families = new TreeMap<>();

    private record Family(String type, String help, List<String> samples) {}

    @Override
    public void counter(String name, String help, double value, Map<String, String> labels) {
        add("counter", name, help, value, labels);
    }

    @Override
    public void gauge(String name, String help, double value, Map<String, String> labels) {
        add("gauge", name, help, value, labels);
    }

    private void add(String type, String name, String help, double value, Map<String, String> labels) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for a figure: " + name);
        }
        if (!labels.keySet().stream().allMatch(label -> LABEL.matcher(label).matches())) {
            throw new IllegalArgumentException("a label of " + name + " has a bad name");
        }
        Family family = families.computeIfAbsent(name, n -> new Family(type, help, new ArrayList<>()));
        if (!family.type().equals(type)) {
            throw new IllegalArgumentException(name + " is a " + family.type() + " elsewhere");
        }
        family.samples().add(name + labels(labels) + " " + number(value));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        families.forEach((name, family) -> {
            text.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(escaped(family.help()))
                    .append('\n');
            text.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(family.type())
                    .append('\n');
            family.samples().stream().sorted().distinct().forEach(sample -> text.append(sample)
                    .append('\n'));
        });
        return text.toString();
    }

    private static String labels(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return "";
        }
        List<String> pairs = new ArrayList<>();
        new TreeMap<>(labels)
                .forEach(
                        (name, value) -> pairs.add(name + "=\"" + escaped(value).replace("\"", "\\\"") + "\""));
        return "{" + String.join(",", pairs) + "}";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : BigDecimal.valueOf(value).toPlainString();
    }
}
