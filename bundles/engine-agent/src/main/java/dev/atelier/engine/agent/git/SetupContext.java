package dev.atelier.engine.agent.git;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a repository says an image for its agents is built of, as it was at the commit a task began with: what an agent has
 * made of it since is not asked.
 *
 * @param tar the files
 * @param hash of their names, modes and contents
 */
public record SetupContext(Path tar, String hash) {
    static final String FOLDER = ".delidev/setup";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long MOST_BYTES = 64L << 20;
    private static final int SHOWN = 16;
    private static final Pattern ZERO = Pattern.compile("\0");
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final String LINK = "120000";

    /** Mode, kind, id, size and path, as git lists them. */
    private record Entry(String mode, String kind, String id, long size) {}

    static Optional<SetupContext> of(Git git, Path folder, String commit, Path tar)
            throws AgentFailure, IOException, InterruptedException {
        GitResult found = git.run(folder, LIMIT, "cat-file", "-t", commit + ":" + FOLDER + "/Dockerfile");
        if (!found.good() || !found.line().equals("blob")) {
            return Optional.empty();
        }
        String tree = commit + ":" + FOLDER;
        Map<String, Entry> files = list(git.run(folder, LIMIT, "ls-tree", "-r", "-z", "-l", tree)
                .orFail(ErrorCode.IMAGE_BUILD_FAILED, "cannot list " + FOLDER));
        for (Map.Entry<String, Entry> each : files.entrySet()) {
            check(git, folder, each.getKey(), each.getValue());
        }
        if (files.values().stream().mapToLong(Entry::size).sum() > MOST_BYTES) {
            throw failed(FOLDER + " holds more than " + (MOST_BYTES >> 20) + " MiB");
        }
        git.run(folder, LIMIT, "archive", "--format=tar", "--output=" + tar, tree)
                .orFail(ErrorCode.IMAGE_BUILD_FAILED, "cannot read " + FOLDER);
        return Optional.of(new SetupContext(tar, hash(files, tar)));
    }

    private static Map<String, Entry> list(GitResult listed) {
        Map<String, Entry> files = new TreeMap<>();
        for (String line : ZERO.split(listed.text(), -1)) {
            int tab = line.indexOf('\t');
            String[] fields = tab < 0 ? new String[0] : BLANKS.split(line.substring(0, tab), -1);
            if (fields.length == 4) {
                long size = fields[3].equals("-") ? 0 : Long.parseLong(fields[3]);
                files.put(line.substring(tab + 1), new Entry(fields[0], fields[1], fields[2], size));
            }
        }
        return files;
    }

    private static void check(Git git, Path folder, String path, Entry entry)
            throws AgentFailure, IOException, InterruptedException {
        if (!entry.kind().equals("blob")) {
            throw failed(path + " is no file");
        }
        if (entry.mode().equals(LINK)) {
            String target = git.run(folder, LIMIT, "cat-file", "blob", entry.id())
                    .orFail(ErrorCode.IMAGE_BUILD_FAILED, "cannot read " + path)
                    .text();
            Path from = Path.of("/context").resolve(path);
            if (target.startsWith("/")
                    || !from.resolveSibling(target).normalize().startsWith("/context")) {
                throw failed("the link " + path + " leads out of " + FOLDER);
            }
        }
    }

    private static String hash(Map<String, Entry> files, Path tar) throws IOException {
        Map<String, byte[]> digests = new TreeMap<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(tar))) {
            TarFiles.read(in, (path, content) -> digests.put(path, content));
        }
        MessageDigest digest = sha256();
        files.forEach((path, entry) -> {
            byte[] content = digests.getOrDefault(path, new byte[0]);
            String head = path + '\0' + entry.mode() + '\0' + content.length + '\0';
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        });
        return HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AgentFailure failed(String why) {
        return new AgentFailure(ErrorCode.IMAGE_BUILD_FAILED, "the image cannot be built: " + why);
    }
}
