package dev.atelier.benchmarks.peer;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.MiroStat;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The same library with nothing around it: answers each line of its input and says how many pieces that were. */
public final class BareLlama {
    private BareLlama() {}

    /** @param arguments the model, and the size of the context */
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err); // where the library prints as well
        try (LlamaModel model = new LlamaModel(new ModelParameters()
                        .setModel(arguments[0])
                        .setCtxSize(Integer.parseInt(arguments[1]))
                        .setGpuLayers(0));
                BufferedReader questions =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            answers.println("ready");
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                answers.println(pieces(model, line));
            }
        }
        Runtime.getRuntime().halt(0); // a thread of the library would keep it
    }

    private static int pieces(LlamaModel model, String question) {
        String prompt = "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n";
        int pieces = 0;
        for (LlamaOutput ignored : model.generate(new InferenceParameters(prompt)
                .setTemperature(0)
                .setNPredict(2048)
                .setMiroStat(MiroStat.DISABLED))) {
            pieces++;
        }
        return pieces - 1; // the last one says that it is over, and is no token
    }
}
