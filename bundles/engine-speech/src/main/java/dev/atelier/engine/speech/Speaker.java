package dev.atelier.engine.speech;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.JobContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Says a text piece by piece into a file, so that a long one shows how far it is and can be ended. */
final class Speaker {
    private static final double LONGEST_SECONDS = 3_600;

    private Speaker() {}

    /** @param share of the job this is, for its progress */
    static Path speak(Request request, Voice voice, double share, JobContext context) throws EngineException {
        Path path = context.scratch().resolve("speech.wav");
        List<String> pieces = Pieces.of(request.text(), voice.longest());
        try (WavFile wav = new WavFile(path, voice.rate())) {
            for (int i = 0; i < pieces.size(); i++) {
                context.checkCancelled();
                context.progress(share * i / pieces.size(), "part " + (i + 1) + " of " + pieces.size());
                wav.append(voice.say(pieces.get(i), request.speed(), context));
                if (wav.seconds() > LONGEST_SECONDS) {
                    throw Request.refused("the text would be more than an hour of speech; send it in parts");
                }
            }
            if (wav.samples() == 0) {
                throw Request.refused("the voice " + voice.name() + " knows nothing in this text that it could say");
            }
        } catch (IOException e) {
            throw EngineException.failed("the sound could not be written", e);
        }
        context.checkCancelled();
        return path;
    }
}
