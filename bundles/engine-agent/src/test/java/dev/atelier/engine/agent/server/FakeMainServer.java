package dev.atelier.engine.agent.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.common.api.Json;
import dev.atelier.wire.agent.api.Rpc;
import dev.atelier.wire.agent.api.RpcCode;
import dev.atelier.wire.api.MalformedJson;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A server of agent tasks over real HTTP, which does as tests say. */
public final class FakeMainServer implements Closeable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Rpc.Call> calls = new ArrayList<>();
    private final Deque<ObjectNode> tasks = new ArrayDeque<>();
    private final Map<String, ObjectNode> given = new ConcurrentHashMap<>();
    private final Map<String, RpcCode> refusals = new ConcurrentHashMap<>();
    private final Map<String, Integer> pauses = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Set<String> credentials = ConcurrentHashMap.newKeySet();
    private ObjectNode wishes = Json.object();
    private ObjectNode secrets = Json.object();
    private int enrolments;
    private boolean wantsPatch;
    private volatile @Nullable RpcCode patches;
    private volatile CountDownLatch questions = new CountDownLatch(0);

    public FakeMainServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/rpc", this::serve);
        http.setExecutor(threads);
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** @return the id of a new task on the main branch of this repository */
    public String task(String agentType, Path origin) {
        String id = "task-" + UUID.randomUUID();
        String time = "2026-01-01T00:00:00.000Z";
        ObjectNode result = Json.object();
        ObjectNode task = result.putObject("task")
                .put("id", id)
                .put("repository_group_id", "g")
                .put("agent_task_id", "a")
                .put("prompt", "Do it.")
                .put("status", "in_progress")
                .put("created_at", time)
                .put("updated_at", time);
        task.putArray("auto_fix_task_ids");
        ObjectNode agent = result.putObject("agent_task")
                .put("id", "a")
                .put("ai_agent_type", agentType)
                .put("created_at", time);
        agent.putArray("base_remotes")
                .addObject()
                .put("git_remote_dir_path", origin.toString())
                .put("git_branch_name", "main");
        agent.putArray("agent_sessions");
        result.put("session_id", UUID.randomUUID().toString()).put("assignment_id", "7");
        given.put(id, result);
        synchronized (this) {
            tasks.add(result);
        }
        return id;
    }

    /** Hands a task out once more, as to a worker that was not heard of. */
    void again(String task, String assignment) {
        ObjectNode result = Objects.requireNonNull(given.get(task)).deepCopy();
        result.put("session_id", UUID.randomUUID().toString()).put("assignment_id", assignment);
        synchronized (this) {
            tasks.add(result);
        }
    }

    /** Hands a task out once more with a wish in its prompt, as to an agent that has no conversation to go on with. */
    void comesBack(String task, JsonNode end, String prompt) {
        ObjectNode result = Objects.requireNonNull(given.get(task)).deepCopy();
        result.put("session_id", UUID.randomUUID().toString()).put("assignment_id", "8");
        result.withObject("/task")
                .put("prompt", prompt)
                .put("branch_name", end.path("branch_name").asText())
                .put("base_commit", end.path("base_commit").asText())
                .put("end_commit", end.path("end_commit").asText());
        synchronized (this) {
            tasks.add(result);
        }
    }

    public synchronized void wish(ObjectNode once) {
        wishes = once;
    }

    /** Returns once a later sign of life shows that these have been taken. */
    void wishAndAwaitTaken(ObjectNode once) throws InterruptedException {
        wish(once);
        int beats = calls("worker.heartbeat").size();
        await("worker.heartbeat", params -> calls("worker.heartbeat").size() > beats + 2);
    }

    /** Keeps its word on questions to itself for a while. */
    void holdQuestions() {
        questions = new CountDownLatch(1);
    }

    void letQuestionsGo() {
        questions.countDown();
    }

    public synchronized void askForPatch() {
        wantsPatch = true;
    }

    /** Takes no report that has a patch. */
    void refusePatches(RpcCode code) {
        patches = code;
    }

    public synchronized void secret(String name, String value) {
        secrets.put(name, value);
    }

    public void refuse(String method, RpcCode code) {
        refusals.put(method, code);
    }

    /** Asks to be left alone. */
    void pause(String method, int seconds) {
        pauses.put(method, seconds);
    }

    public void accept(String method) {
        refusals.remove(method);
        pauses.remove(method);
    }

    /** By the text of the question. */
    public void answer(String prompt, String text) {
        answers.put(prompt, text);
    }

    private void serve(HttpExchange exchange) throws IOException {
        Rpc.Reply reply;
        credentials.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        try (exchange) {
            Rpc.Call call = Rpc.call(Json.parse(exchange.getRequestBody().readAllBytes()));
            RpcCode refusal = call.params().has("patch") ? patches : refusals.get(call.method());
            reply = refusal == null
                    ? new Rpc.Result(call.id(), result(call))
                    : new Rpc.Failure(call.id(), refusal, "refused by the test");
            record(call);
            Integer pause = pauses.get(call.method());
            if (pause != null) {
                exchange.getResponseHeaders().set("Retry-After", pause.toString());
                exchange.sendResponseHeaders(429, -1);
                return;
            }
            if (call.method().equals("worker.createTtyInputRequest")) {
                questions.await();
            }
            byte[] body = Json.bytes(Rpc.write(reply));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (MalformedJson e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the test is over
        }
    }

    private synchronized void record(Rpc.Call call) {
        calls.add(call);
        notifyAll();
    }

    private synchronized JsonNode result(Rpc.Call call) {
        JsonNode params = call.params();
        return switch (call.method()) {
            case "worker.register" -> {
                enrolments++;
                ObjectNode known = Json.object().put("worker_id", "w" + enrolments);
                yield wantsPatch ? known.put("wants_patch", true) : known;
            }
            case "worker.heartbeat" -> {
                ObjectNode once = wishes;
                wishes = Json.object();
                yield once;
            }
            case "worker.getTask" -> {
                ObjectNode task = tasks.poll();
                yield task == null ? Json.object().putNull("task").putNull("agent_task") : task;
            }
            case "worker.getSecrets" -> Json.object().set("secrets", secrets);
            case "worker.createTtyInputRequest" ->
                Json.object().set("request", question(params.path("prompt").asText(), params, null));
            case "worker.getTtyInput" -> {
                String prompt = params.path("request_id").asText();
                yield Json.object().set("request", question(prompt, asked(prompt), answers.get(prompt)));
            }
            default -> Json.object();
        };
    }

    private JsonNode asked(String prompt) {
        return calls.stream()
                .filter(call -> call.method().equals("worker.createTtyInputRequest"))
                .map(Rpc.Call::params)
                .filter(params -> params.path("prompt").asText().equals(prompt))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode question(String prompt, JsonNode asked, @Nullable String answer) {
        ObjectNode question = Json.object()
                .put("id", prompt)
                .put("task_id", asked.path("task_id").asText())
                .put("session_id", asked.path("session_id").asText())
                .put("prompt", prompt)
                .put("input_type", asked.path("input_type").asText())
                .put("status", answer == null ? "pending" : "responded")
                .put("response", answer)
                .put("created_at", "2026-01-01T00:00:00.000Z");
        question.set("options", asked.path("options"));
        return question;
    }

    /** Waits until a call like this has come. */
    public synchronized JsonNode await(String method, Predicate<JsonNode> like) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (Rpc.Call call : calls) {
                if (call.method().equals(method) && like.test(call.params())) {
                    return call.params();
                }
            }
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("no such " + method + " among the calls "
                        + calls.stream().map(Rpc.Call::method).distinct().toList() + ", these of its kind: "
                        + calls(method));
            }
            wait(left);
        }
    }

    public JsonNode awaitState(String state) throws InterruptedException {
        return await(
                "worker.reportStatus",
                params -> params.path("execution_state").asText().equals(state));
    }

    public synchronized List<JsonNode> calls(String method) {
        return calls.stream()
                .filter(call -> call.method().equals(method))
                .map(Rpc.Call::params)
                .toList();
    }

    /** What callers have shown so far. */
    public Set<String> credentials() {
        return Set.copyOf(credentials);
    }

    /** As they came, each once. */
    public List<JsonNode> events() {
        ArrayNode all = Json.array();
        long last = 0;
        for (JsonNode call : calls("worker.reportEvents")) {
            for (JsonNode event : call.path("events")) {
                if (event.path("seq").asLong() > last) {
                    last = event.path("seq").asLong();
                    all.add(event);
                }
            }
        }
        List<JsonNode> events = new ArrayList<>();
        all.forEach(events::add);
        return events;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
