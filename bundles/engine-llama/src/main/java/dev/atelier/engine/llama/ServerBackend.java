package dev.atelier.engine.llama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.Health;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.host.api.LocalHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A share in a llama-server, kept for the next chats with the same model. */
final class ServerBackend implements Backend {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration TOKENS_LIMIT = Duration.ofSeconds(30);
    private static final int MOST_TOKENS = 64 << 20;
    private static final long LOOK_UP_MS = 20;

    private final ServerTool tool;
    private final ServerPool pool;
    private final Duration idle;
    /** Held while a server is chosen and gets ready: who comes meanwhile has the same one. */
    private final ReentrantLock choosing = new ReentrantLock();

    private volatile @Nullable LlamaServer server;
    private @Nullable ScheduledFuture<?> retirement;
    private int chats;
    private boolean closed;

    ServerBackend(ServerTool tool, ServerPool pool, Duration idle) {
        this.tool = tool;
        this.pool = pool;
        this.idle = idle;
    }

    @Override
    public Chat.Answer chat(Request request, Consumer<String> text, JobContext context) throws EngineException {
        begin();
        try {
            return new ServerChat(request, text, context).run(ready(request, context));
        } finally {
            end();
        }
    }

    @Override
    public void load(Request request, JobContext context) throws EngineException {
        begin();
        try {
            ready(request, context);
        } finally {
            end();
        }
    }

    private LlamaServer ready(Request request, JobContext context) throws EngineException {
        try {
            do {
                context.checkCancelled();
            } while (!choosing.tryLock(LOOK_UP_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EngineException.cancelled();
        }
        try {
            return chosen(request, context);
        } finally {
            choosing.unlock();
        }
    }

    private LlamaServer chosen(Request request, JobContext context) throws EngineException {
        LlamaServer held = server;
        LlamaServer known = held != null && held.alive() ? held : null;
        // One that runs stays as it is, even when no other would be started any more.
        Path program = tool.find()
                .or(() -> Optional.ofNullable(known).map(server -> server.key().program()))
                .orElseThrow(() -> new ServerUnusable("there is no llama-server", new IOException("it is gone")));
        LlamaServer.Key key = key(program, request);
        // What others are being answered by stays until they are, whatever was set or written meanwhile.
        if (known != null
                && (known.key().equals(key) || (shared() && known.key().model().equals(key.model())))) {
            return known;
        }
        List<String> options = tool.options(program, context);
        release();
        LlamaServer taken = pool.take(key, options);
        server = taken;
        synchronized (this) {
            if (closed) {
                release();
                throw EngineException.cancelled();
            }
        }
        try {
            taken.awaitReady(context);
            return taken;
        } catch (EngineException e) {
            release();
            throw e;
        }
    }

    private LlamaServer.Key key(Path program, Request request) throws EngineException {
        try {
            return new LlamaServer.Key(
                    program,
                    request.model(),
                    Files.getLastModifiedTime(request.model()).toMillis(),
                    request.context(),
                    tool.settings().slots());
        } catch (IOException e) {
            throw EngineException.failed("the model file " + request.model() + " is gone", e);
        }
    }

    private synchronized boolean shared() {
        return chats > 1;
    }

    private synchronized void begin() {
        chats++;
        if (retirement != null) {
            retirement.cancel(false);
            retirement = null;
        }
    }

    private synchronized void end() {
        if (--chats == 0 && !closed) {
            retirement = pool.later(this::retire, idle);
        }
    }

    /** Decided and done in one: a chat that begins a moment later finds no server, and starts one. */
    private void retire() {
        LlamaServer held;
        synchronized (this) {
            held = chats > 0 ? null : taken();
        }
        giveBack(held);
    }

    private void release() {
        giveBack(taken());
    }

    private synchronized @Nullable LlamaServer taken() {
        LlamaServer held = server;
        server = null;
        return held;
    }

    private void giveBack(@Nullable LlamaServer held) {
        if (held != null) {
            pool.giveBack(held);
        }
    }

    @Override
    public int[] tokens(Request request, String text) throws EngineException {
        LlamaServer known = server;
        if (known == null || !known.alive()) {
            throw EngineException.failed("the model is not loaded any more", null);
        }
        String body = MAPPER.createObjectNode()
                .put("content", text)
                .put("add_special", false)
                .toString();
        try {
            LocalHttp.Reply reply =
                    known.http().post("/tokenize", body.getBytes(StandardCharsets.UTF_8), TOKENS_LIMIT, MOST_TOKENS);
            if (!reply.ok()) {
                throw EngineException.failed("llama-server answered " + reply.status(), null);
            }
            JsonNode tokens = MAPPER.readTree(reply.body()).path("tokens");
            int[] numbers = new int[tokens.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = tokens.get(i).asInt();
            }
            return numbers;
        } catch (IOException e) {
            throw known.lost(e);
        }
    }

    @Override
    public boolean alive() {
        return Optional.ofNullable(server).map(LlamaServer::alive).orElse(false);
    }

    @Override
    public int slots() {
        return Optional.ofNullable(server).map(held -> held.key().slots()).orElse(1);
    }

    @Override
    public Health health() {
        return tool.find().isPresent()
                ? Health.OK
                : Health.unavailable("there is no llama-server", "install it, or add it as a part of this engine");
    }

    @Override
    public Health health(Path model) {
        return health();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        release();
    }
}
