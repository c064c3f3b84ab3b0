package dev.atelier.engine.agent.network;

import dev.atelier.engine.agent.git.SafeDelete;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one way out of a container that has no network: a port on its own loopback, led to a {@link FilterProxy} by a small
 * program that is put into the container's network and nothing else of it. The image need not know of it.
 */
public final class Gate implements Closeable {
    /** On the loopback of the container, which has that to itself. */
    public static final int PORT = 3128;

    private static final int READY_SECONDS = 60;

    private final FilterProxy proxy;
    private final Path program;
    private final Process relay;

    private Gate(FilterProxy proxy, Path program, Process relay) {
        this.proxy = proxy;
        this.program = program;
        this.relay = relay;
    }

    /** How a container's own programs find it. */
    public static String address() {
        return "http://127.0.0.1:" + PORT;
    }

    /**
     * Open when it returns.
     *
     * @param pid of the container's first process
     * @param rootless whether its engine runs without rights: its network then belongs to a user namespace
     * @throws IOException when the container's network cannot be entered; the message says what is missing
     */
    public static Gate open(long pid, boolean rootless, AllowList allowed, Consumer<String> refused)
            throws IOException {
        FilterProxy proxy = new FilterProxy(allowed, refused);
        Path program = Files.createTempDirectory("atelier-relay");
        Process relay = null;
        try {
            put(program);
            ProcessBuilder builder =
                    new ProcessBuilder(command(pid, rootless, program, proxy.socket())).redirectErrorStream(true);
            builder.environment().keySet().retainAll(Set.of("PATH")); // a JVM's options of others are not for it
            relay = builder.start();
            Gate gate = new Gate(proxy, program, relay);
            ready(relay);
            return gate;
        } catch (IOException | RuntimeException e) {
            if (relay != null) {
                relay.destroyForcibly();
            }
            proxy.close();
            remove(program);
            throw e;
        }
    }

    private static List<String> command(long pid, boolean rootless, Path program, Path socket) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(pid), "--net"));
        if (rootless) {
            command.addAll(List.of("--user", "--preserve-credentials"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                program.toString(),
                Relay.class.getName(),
                socket.toString(),
                Integer.toString(PORT)));
        return command;
    }

    /** As a file of its own: a program in another network finds no bundles. */
    private static void put(Path folder) throws IOException {
        String name = Relay.class.getName().replace('.', '/') + ".class";
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (InputStream bytes = Relay.class.getClassLoader().getResourceAsStream(name)) {
            if (bytes == null) {
                throw new IOException("the relay is not in this bundle");
            }
            Files.copy(bytes, file);
        }
    }

    private static void ready(Process relay) throws IOException {
        BufferedReader told = new BufferedReader(new InputStreamReader(relay.getInputStream(), StandardCharsets.UTF_8));
        CompletableFuture<Void> late = CompletableFuture.runAsync(
                relay::destroyForcibly, CompletableFuture.delayedExecutor(READY_SECONDS, TimeUnit.SECONDS));
        String line = told.readLine();
        late.cancel(false);
        if (!"ready".equals(line)) {
            throw new IOException("the container's network cannot be entered with nsenter"
                    + (line == null ? ", which said nothing" : ": " + line));
        }
    }

    @Override
    public void close() throws IOException {
        relay.destroyForcibly();
        proxy.close();
        remove(program);
    }

    private static void remove(Path folder) throws IOException {
        SafeDelete.tree(folder);
    }
}
