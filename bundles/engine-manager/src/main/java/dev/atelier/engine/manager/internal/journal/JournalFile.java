package dev.atelier.engine.manager.internal.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.AtomicFiles;
import dev.atelier.common.api.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines on disk. A line is there, synced, before its append returns; a torn last line is cut off. */
final class JournalFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);

    /** A numbered line. */
    record Line(long seq, long at, Change change) {}

    private final Path file;
    private FileChannel channel;

    private JournalFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static JournalFile open(Path file, List<Line> into) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        long good = Files.exists(file) ? read(file, into) : 0;
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.size() > good) {
            LOG.atWarn()
                    .addKeyValue("bytes", channel.size() - good)
                    .log("journal of engine operations ended in half a line; cut off");
            channel.truncate(good);
        }
        channel.position(good);
        return new JournalFile(file, channel);
    }

    /** Returns the offset after the last whole line. */
    private static long read(Path file, List<Line> into) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int start = 0;
        boolean damaged = false;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            Optional<Line> line = parse(new String(bytes, start, i - start, StandardCharsets.UTF_8));
            line.ifPresent(into::add);
            damaged |= line.isEmpty();
            start = i + 1;
        }
        if (damaged) {
            Path copy = file.resolveSibling(file.getFileName() + ".corrupt-" + System.currentTimeMillis());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            LOG.atWarn().addKeyValue("copy", copy).log("journal of engine operations has unreadable lines; skipped");
        }
        return start;
    }

    private static Optional<Line> parse(String text) {
        try {
            JsonNode node = Json.parse(text);
            Optional<Class<? extends Change>> type =
                    Change.classOf(node.path("type").asText());
            if (type.isEmpty()) {
                // A later version may know more kinds of lines.
                return Optional.empty();
            }
            Change change = Json.mapper().treeToValue(node, type.get());
            return Optional.of(
                    new Line(node.path("seq").asLong(), node.path("at").asLong(), change));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    static byte[] encode(Line line) {
        ObjectNode node = Json.object();
        node.put("seq", line.seq()).put("at", line.at()).put("type", Change.typeOf(line.change()));
        node.setAll((ObjectNode) Json.mapper().valueToTree(line.change()));
        return (Json.text(node) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    void append(Line line) throws IOException {
        long before = channel.position();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(encode(line));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (mustLast(line.change())) {
                channel.force(false);
            }
        } catch (IOException e) {
            takeBack(before, e);
            throw e;
        }
    }

    /** That a step has ended says nothing a restart needs; the next line takes it to the disk. */
    private static boolean mustLast(Change change) {
        return !(change instanceof Change.Stepped stepped) || stepped.state().equals("running");
    }

    private void takeBack(long length, IOException why) {
        try {
            channel.truncate(length);
            channel.position(length);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    long size() throws IOException {
        return channel.position();
    }

    /** Puts one line in place of all. */
    void replaceBy(Line line) throws IOException {
        AtomicFiles.write(file, encode(line));
        channel.close();
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.position(channel.size());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
