package dev.atelier.engine.onnx.picture;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.EngineResult;
import dev.atelier.engine.api.JobContext;
import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;

/** A model that makes pictures, one at a time. */
public interface Painter extends AutoCloseable {
    EngineResult paint(Task.Image task, ModelSource.Defaults defaults, JobContext context) throws EngineException;

    /** Brings all of it into memory that jobs would bring there one after the other. */
    void load(JobContext context) throws EngineException;

    /** Frees the memory; what is painted meanwhile ends first, or fails so that it may be tried again. */
    @Override
    void close();
}
