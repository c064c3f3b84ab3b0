package dev.atelier.engine.onnx.schedule;

/** One way from noise to a picture, in a number of calls of the network. Remembers what it was told: one for each picture. */
public interface Sampler {
    /** How often the network is asked. */
    int calls();

    /** The moment the network is asked about. */
    double moment(int call);

    /** Where it begins. */
    float[] begin(float[] noise);

    /** Where it begins when a picture is there to begin with. */
    float[] begin(float[] picture, float[] noise);

    /** The sample as the network wants to see it. */
    float[] seen(float[] sample, int call);

    /** The sample with less noise, by what the network made of it. */
    float[] step(float[] sample, float[] output, int call);

    /** A picture as noisy as a sample is after that call. */
    float[] noisy(float[] picture, float[] noise, int call);
}
