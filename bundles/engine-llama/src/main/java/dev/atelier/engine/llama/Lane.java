package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineJob;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.LoadedModel;

/** A model that stays, in a back end of its own. */
final class Lane implements LoadedModel {
    private final Backend own;
    private final Backend.Request request;
    private final Requests requests;

    Lane(Backend own, Backend.Request request, Requests requests) {
        this.own = own;
        this.request = request;
        this.requests = requests;
    }

    @Override
    public EngineResult execute(EngineJob job, JobContext context) throws EngineException {
        return new ChatJob(job, requests, context).answeredBy(own);
    }

    @Override
    public int[] tokens(String text, boolean special) throws EngineException {
        int[] tokens = own.tokens(request, text);
        if (!special || !request.head().addBos()) {
            return tokens;
        }
        int[] marked = new int[tokens.length + 1];
        marked[0] = request.head().bos();
        System.arraycopy(tokens, 0, marked, 1, tokens.length);
        return marked;
    }

    @Override
    public int slots() {
        return own.slots();
    }

    @Override
    public boolean alive() {
        return own.alive();
    }

    @Override
    public void close() {
        own.close();
    }
}
