package dev.atelier.engine.agent.run;

import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whom an agent is in its container, and so whose its files have to be. */
record ContainerUser(long uid, long gid) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}):(\\d{1,9})");
    private static final ContainerUser OF_ROOT = new ContainerUser(1000, 1000);

    /**
     * @param configured null for one that fits
     * @param own the worker's own
     */
    static ContainerUser of(@Nullable String configured, boolean rootAllowed, ContainerUser own) throws AgentFailure {
        ContainerUser user = own.isRoot() ? OF_ROOT : own;
        if (configured != null && !configured.isBlank()) {
            var form = FORM.matcher(configured.strip());
            if (!form.matches()) {
                throw new AgentFailure(
                        ErrorCode.CONFIG_INVALID, "the user of containers is given as uid:gid, such as 1000:1000");
            }
            user = new ContainerUser(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)));
        }
        if (user.isRoot() && !rootAllowed) {
            throw new AgentFailure(
                    ErrorCode.CONFIG_INVALID,
                    "an agent is not root in its container; ATELIER_AGENT_ALLOW_ROOT_CONTAINER=true allows it");
        }
        return user;
    }

    /** @param owned a file of the worker's own making */
    static ContainerUser ofWorker(Path owned) throws IOException {
        return new ContainerUser(number(owned, "unix:uid"), number(owned, "unix:gid"));
    }

    boolean isRoot() {
        return uid == 0;
    }

    /** Makes all below it theirs, itself included. Only root can; for everyone else files are their own already. */
    void own(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                give(folder);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                give(file);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void give(Path path) throws IOException {
        if (number(path, "unix:uid") != uid || number(path, "unix:gid") != gid) {
            Files.setAttribute(path, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static long number(Path path, String attribute) throws IOException {
        return ((Number) Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS)).longValue();
    }

    @Override
    public String toString() {
        return uid + ":" + gid;
    }
}
