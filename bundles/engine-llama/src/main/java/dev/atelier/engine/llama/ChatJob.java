package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.Task;
import org.jspecify.annotations.Nullable;

/** One job, from what was asked to what is answered; which back end makes the answer is up to its caller. */
final class ChatJob {
    private final EngineJob job;
    private final Task.Llm task;
    private final JobContext context;
    private final @Nullable AnswerSchema schema;
    private final Backend.Request request;
    private final long start = System.nanoTime();

    ChatJob(EngineJob job, Requests requests, JobContext context) throws EngineException {
        if (!(job.task() instanceof Task.Llm llm)) {
            throw EngineException.cannotServe(LlamaEngine.ID, job.task().kind());
        }
        context.checkCancelled();
        this.job = job;
        this.task = llm;
        this.context = context;
        String text = task.jsonSchema();
        this.schema = text == null ? null : AnswerSchema.parse(text);
        this.request = requests.of(
                requests.file(job.model(), job.source(), context), job.source().defaults(), task, schema);
    }

    Backend.Request request() {
        return request;
    }

    EngineResult answeredBy(Backend backend) throws EngineException {
        Reply reply = new Reply(context::text);
        Chat.Answer answer = backend.chat(request, reply::add, context);
        context.checkCancelled();
        if (schema != null) {
            check(schema, reply, answer);
        }
        context.progress(1, "done");
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new EngineResult.Json(Chat.completion(job.model(), reply, answer, millis));
    }

    private static void check(AnswerSchema schema, Reply reply, Chat.Answer answer) throws EngineException {
        var complaint = schema.complaint(reply.content());
        if (complaint.isPresent() && !answer.ended()) {
            throw new EngineException(
                    "schema_mismatch",
                    "the answer was cut after " + answer.tokens() + " tokens and is not whole; raise max_tokens",
                    false);
        }
        if (complaint.isPresent()) {
            throw new EngineException(
                    "schema_mismatch", "the answer does not fit the schema: " + complaint.get(), true);
        }
    }
}
