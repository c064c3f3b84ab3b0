package dev.atelier.lib.onnxruntime.internal;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime makes a temporary folder for libraries it unpacks. It unpacks none here, and the empty folder of a process
 * that is killed would stay for good.
 */
final class TemporaryFolder {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

    private TemporaryFolder() {}

    static void delete() {
        try {
            // It does not tell, and guessing by names could hit the folder of another process that is about to use it.
            Field field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
            field.setAccessible(true);
            if (field.get(null) instanceof Path folder) {
                Files.deleteIfExists(folder);
            }
        } catch (ReflectiveOperationException | RuntimeException | IOException e) {
            LOG.atDebug().setCause(e).log("temporary folder of the library stays");
        }
    }
}
