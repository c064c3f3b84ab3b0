package dev.atelier.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The table for people and the JSON for programs. */
final class Report {
    private Report() {}

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.2f", value);
    }

    static String table(List<Row> rows) {
        StringBuilder out = new StringBuilder(
                "| Benchmark | Figure | Atelier | Peer | Ratio | Aim | |\n|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            double ratio = row.ours() / row.peer();
            out.append("| ").append(row.benchmark());
            out.append(" | ").append(row.figure());
            out.append(" | ").append(number(row.ours())).append(' ').append(row.unit());
            out.append(" | ").append(Double.isNaN(row.peer()) ? "" : number(row.peer()) + ' ' + row.unit());
            out.append(" | ").append(Double.isNaN(ratio) || Double.isInfinite(ratio) ? "" : number(ratio));
            out.append(" | ").append(row.aim());
            out.append(" | ").append(row.verdict()).append(" |\n");
        }
        return out.toString();
    }

    static void write(Path file, List<Row> rows) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode document = mapper.createObjectNode();
        document.put("java", System.getProperty("java.version"));
        document.put("processors", Runtime.getRuntime().availableProcessors());
        ArrayNode array = document.putArray("rows");
        for (Row row : rows) {
            ObjectNode node = array.addObject();
            node.put("benchmark", row.benchmark()).put("figure", row.figure()).put("unit", row.unit());
            node.put("ours", row.ours()).put("aim", row.aim()).put("verdict", row.verdict());
            if (!Double.isNaN(row.peer())) {
                node.put("peer", row.peer());
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, document.toPrettyString());
    }
}
