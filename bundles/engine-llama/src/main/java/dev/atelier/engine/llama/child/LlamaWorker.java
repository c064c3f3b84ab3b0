package dev.atelier.engine.llama.child;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.LogLevel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import de.kherud.llama.args.Sampler;
import dev.atelier.engine.host.child.Call;
import dev.atelier.engine.host.child.Failure;
import dev.atelier.engine.host.child.Fields;
import dev.atelier.engine.host.child.Worker;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps one model loaded and lets it speak. One call at a time: the others wait. */
public final class LlamaWorker implements Worker {
    private static final int SEED = 1234;
    private static final long PROGRESS_EVERY_NANOS = 250_000_000;
    private static final int MOST_WARNINGS = 20;
    private static final long TURN_MS = 20;

    /**
     * Text that comes faster than anybody reads is told together: each piece wakes several threads, and on a machine whose
     * processors all make the next token that is what it waits for.
     */
    private static final long TOGETHER_NANOS = 25_000_000;

    /** The worker keeps the end of it and tells it when this process aborts. */
    private final PrintStream err =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private final ReentrantLock turn = new ReentrantLock();
    private final List<String> warnings = new ArrayList<>();
    private @Nullable LlamaModel model;
    private String loaded = "";

    @Override
    public void open() {
        LlamaModel.setLogger(LogFormat.TEXT, this::heard); // loads the library
    }

    private void heard(LogLevel level, String message) {
        if (level != LogLevel.ERROR && level != LogLevel.WARN) {
            return;
        }
        err.println(message.strip());
        synchronized (warnings) {
            if (warnings.size() < MOST_WARNINGS) {
                warnings.add(message.strip());
            }
        }
    }

    @Override
    public Fields answer(Fields request, Call call) throws Failure, InterruptedException {
        // Who waits looks up now and then: a call that does not hear its cancel would cost the one that runs its child.
        do {
            if (call.cancelled()) {
                throw Failure.cancelled();
            }
        } while (!turn.tryLock(TURN_MS, TimeUnit.MILLISECONDS));
        try {
            return chat(request, call);
        } finally {
            turn.unlock();
        }
    }

    private Fields chat(Fields request, Call call) throws Failure {
        LlamaModel ready = load(request, call);
        if (request.has("tokensOf")) {
            return new Fields().put("tokens", bytes(ready.encode(request.text("tokensOf"))));
        }
        if (!request.has("messages")) {
            return new Fields();
        }
        String prompt = prompt(ready, request.text("messages"));
        int promptTokens = ready.encode(prompt).length + (request.flag("addBos") ? 1 : 0);
        int context = (int) request.number("context", 0);
        int budget = (int) Math.min(request.number("maxTokens", 1), (long) context - promptTokens);
        if (budget < 1) {
            throw new Failure(
                    "prompt_too_long",
                    "prompt is " + promptTokens + " tokens but the context holds " + context
                            + "; raise contextSize or shorten the prompt",
                    false);
        }
        Generation generation = new Generation(ready, call, request.list("stop"), budget);
        // A template may open the thought itself; then the text begins inside it.
        if (prompt.stripTrailing().endsWith("<think>")) {
            generation.begin("<think>");
        }
        generation.run(parameters(prompt, request, budget));
        return generation.result().put("promptTokens", promptTokens);
    }

    private static byte[] bytes(int[] numbers) {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[4 * numbers.length]);
        for (int number : numbers) {
            buffer.putInt(number);
        }
        return buffer.array();
    }

    private LlamaModel load(Fields request, Call call) throws Failure {
        String path = request.text("model");
        String template = request.text("template", null);
        String wanted =
                path + '\n' + request.number("modified", 0) + '\n' + request.number("context", 0) + '\n' + template;
        LlamaModel there = model;
        if (there != null && loaded.equals(wanted)) {
            return there;
        }
        if (there != null) {
            model = null;
            there.close(); // one at a time: two may not fit
        }
        call.progress(-1, "loading the model");
        long start = System.nanoTime();
        ModelParameters parameters = new ModelParameters()
                .setModel(path)
                .setCtxSize((int) request.number("context", 0))
                .setGpuLayers(0)
                .disableLog() // written by a thread of its own, into the middle of what an abort says
                .enableJinja();
        if (template != null) {
            parameters.setChatTemplate(template);
        }
        synchronized (warnings) {
            warnings.clear();
        }
        LlamaModel fresh;
        try {
            fresh = new LlamaModel(parameters);
        } catch (RuntimeException e) {
            throw new Failure("model_unusable", "the model cannot be loaded: " + reason(e), true);
        }
        model = fresh;
        loaded = wanted;
        call.log("model loaded in " + (System.nanoTime() - start) / 1_000_000 + " ms");
        tellAboutTemplate(call);
        return fresh;
    }

    /** The library's own exception is not public; its log says more. */
    private String reason(RuntimeException e) {
        synchronized (warnings) {
            return warnings.isEmpty() ? String.valueOf(e.getMessage()) : warnings.get(0);
        }
    }

    /** The library takes another template when it cannot read the model's own, and says so in its log only. */
    private void tellAboutTemplate(Call call) {
        synchronized (warnings) {
            if (warnings.stream().anyMatch(line -> line.contains("chatml"))) {
                call.log("chat template: the model's own is beyond this back end, ChatML is used instead");
            }
        }
    }

    private static String prompt(LlamaModel model, String messages) throws Failure {
        try {
            return model.applyTemplate(messages);
        } catch (RuntimeException e) {
            throw new Failure("chat_template", "chat template: " + e.getMessage(), false);
        }
    }

    private static InferenceParameters parameters(String prompt, Fields request, int budget) throws Failure {
        double temperature = request.real("temperature", 0);
        InferenceParameters parameters = new InferenceParameters(prompt)
                .setNPredict(budget)
                .setSeed(SEED)
                .setTemperature((float) Math.max(0, temperature))
                .setCachePrompt(true);
        if (temperature <= 0) {
            // The same token as without heat, found in one look at each instead of by sorting all of them.
            parameters.setSamplers(Sampler.TOP_K).setTopK(1);
        } else if (request.has("topP")) {
            parameters.setSamplers(Sampler.TOP_P, Sampler.TEMPERATURE).setTopP((float) request.real("topP", 1));
        } else {
            parameters.setSamplers(Sampler.TEMPERATURE);
        }
        String schema = request.text("schema", null);
        if (schema != null) {
            parameters.setGrammar(LlamaModel.jsonSchemaToGrammar(schema));
        }
        return parameters;
    }

    /** One answer while it is made. */
    private static final class Generation {
        private final LlamaModel model;
        private final Call call;
        private final StopFilter filter;
        private final int budget;
        private final StringBuilder untold = new StringBuilder();
        private int tokens;
        private long told;
        private long saidAt = System.nanoTime() - TOGETHER_NANOS;
        private boolean ended;

        Generation(LlamaModel model, Call call, List<String> stops, int budget) {
            this.model = model;
            this.call = call;
            this.filter = new StopFilter(stops);
            this.budget = budget;
        }

        void begin(String opening) {
            tell(opening);
        }

        /** Cancel is looked at between tokens: from elsewhere it would leave this thread waiting for ever. */
        void run(InferenceParameters parameters) throws Failure {
            try {
                generate(parameters);
            } finally {
                say();
            }
        }

        private void generate(InferenceParameters parameters) throws Failure {
            LlamaIterator items = model.generate(parameters).iterator();
            String last = "";
            while (items.hasNext()) {
                LlamaOutput item = items.next();
                tell(filter.feed(item.text));
                if (!items.hasNext()) {
                    break; // the item that says it is over is no token
                }
                last = item.text;
                tokens += count(item.text);
                if (call.cancelled()) {
                    items.cancel();
                    throw Failure.cancelled();
                }
                if (filter.stopped()) {
                    items.cancel();
                    ended = true;
                    return;
                }
                progress();
            }
            tell(filter.rest());
            // The token that ends an answer has no text; an answer that ends without one was cut.
            ended = tokens < budget || last.isEmpty();
        }

        private void progress() {
            long now = System.nanoTime();
            if (told == 0 || now - told >= PROGRESS_EVERY_NANOS) {
                told = now;
                call.progress(Math.min(1, (double) tokens / budget), tokens + " tokens");
            }
        }

        /** Characters of several tokens come in one piece. */
        private int count(String piece) {
            boolean plain = piece.chars().allMatch(c -> c < 128);
            return plain ? 1 : Math.max(1, model.encode(piece).length);
        }

        private void tell(String piece) {
            untold.append(piece);
            if (System.nanoTime() - saidAt >= TOGETHER_NANOS) {
                say();
            }
        }

        private void say() {
            if (!untold.isEmpty()) {
                saidAt = System.nanoTime();
                call.text(untold.toString());
                untold.setLength(0);
            }
        }

        Fields result() {
            return new Fields().put("tokens", tokens).put("ended", ended);
        }
    }
}
