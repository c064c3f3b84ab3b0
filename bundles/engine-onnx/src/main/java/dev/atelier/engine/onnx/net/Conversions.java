package dev.atelier.engine.onnx.net;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Between floats and the types networks are written for. */
final class Conversions {
    private Conversions() {}

    static OnnxTensor to(OnnxJavaType type, Tensor tensor, OrtEnvironment environment) throws OrtException {
        float[] values = tensor.values();
        long[] shape = tensor.shape();
        return switch (type) {
            case FLOAT -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
            case FLOAT16 -> OnnxTensor.createTensor(environment, halves(values), shape, OnnxJavaType.FLOAT16);
            case DOUBLE -> OnnxTensor.createTensor(environment, doubles(values), shape);
            case INT64 -> OnnxTensor.createTensor(environment, longs(values), shape);
            case INT32 -> OnnxTensor.createTensor(environment, ints(values), shape);
            case BOOL, UINT8 -> OnnxTensor.createTensor(environment, bytes(values), shape, type);
            default -> throw new OrtException("it takes numbers of type " + type + ", which are not known here");
        };
    }

    static Tensor from(OnnxTensor tensor) throws OrtException {
        TensorInfo info = tensor.getInfo();
        return new Tensor(
                switch (info.type) {
                    case FLOAT, FLOAT16, BFLOAT16 -> floats(tensor.getFloatBuffer());
                    case DOUBLE -> floats(tensor.getDoubleBuffer());
                    case UINT8 -> floats(tensor.getByteBuffer());
                    default ->
                        throw new OrtException("it gives numbers of type " + info.type + ", which are not known here");
                },
                info.getShape());
    }

    private static ShortBuffer halves(float[] values) {
        short[] halves = new short[values.length];
        for (int i = 0; i < values.length; i++) {
            halves[i] = Half.of(values[i]);
        }
        return ShortBuffer.wrap(halves);
    }

    private static DoubleBuffer doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return DoubleBuffer.wrap(doubles);
    }

    private static LongBuffer longs(float[] values) {
        long[] longs = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            longs[i] = Math.round((double) values[i]);
        }
        return LongBuffer.wrap(longs);
    }

    private static IntBuffer ints(float[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            ints[i] = Math.round(values[i]);
        }
        return IntBuffer.wrap(ints);
    }

    private static ByteBuffer bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(values.length);
        for (float value : values) {
            bytes.put((byte) Math.round(value));
        }
        return bytes.flip();
    }

    private static float[] floats(FloatBuffer buffer) {
        float[] floats = new float[buffer.remaining()];
        buffer.get(floats);
        return floats;
    }

    private static float[] floats(DoubleBuffer buffer) {
        float[] floats = new float[buffer.remaining()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) buffer.get();
        }
        return floats;
    }

    private static float[] floats(ByteBuffer buffer) {
        float[] floats = new float[buffer.remaining()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = buffer.get() & 0xff;
        }
        return floats;
    }
}
