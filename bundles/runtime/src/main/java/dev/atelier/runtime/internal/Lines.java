package dev.atelier.runtime.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.runtime.api.MalformedRuntimeJson;
import dev.atelier.runtime.api.RuntimeJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of one document a line. A newline makes a record of it; what stands behind the last one never was.
 *
 * @param committed how much of the file counts
 * @param partial whether there is more than that
 */
record Lines<T>(List<T> records, long committed, boolean partial) {
    /** Makes something of a document. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonNode node) throws MalformedRuntimeJson;
    }

    static <T> Lines<T> read(Path file, Reader<T> reader) throws IOException, BadLine {
        List<T> records = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long at = 0;
        long committed = 0;
        int number = 1;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024)) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                at++;
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                add(line.toByteArray(), number, reader, records);
                line.reset();
                committed = at;
                number++;
            }
        }
        return new Lines<>(records, committed, at > committed);
    }

    private static <T> void add(byte[] line, int number, Reader<T> reader, List<T> records) throws BadLine {
        if (Texts.isBlank(new String(line, java.nio.charset.StandardCharsets.UTF_8))) {
            return;
        }
        try {
            records.add(reader.read(RuntimeJson.parse(line)));
        } catch (MalformedRuntimeJson e) {
            throw new BadLine(number, e);
        }
    }

    /** A line that was committed and cannot be read. */
    static final class BadLine extends Exception {
        private static final long serialVersionUID = 1L;

        BadLine(int number, MalformedRuntimeJson cause) {
            super("line " + number + ": " + cause.getMessage(), cause);
        }
    }
}
