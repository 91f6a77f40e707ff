"""What the functions of torch do to features, by their names in a graph."""

__all__ = ["DIVISIONS", "GATES", "LAYERS", "PASSING", "PRODUCTS", "SUMS"]

LAYERS = {
    "layer",
    *("conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "convolution"),
    *("linear", "bilinear", "multi_head_attention_forward"),
    *("lstm", "gru", "rnn_tanh", "rnn_relu", "lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"),
}
"""They make features out of features and weights."""

PRODUCTS = {
    *("matmul", "imatmul", "mm", "bmm", "mv", "dot", "vdot", "inner", "outer", "ger", "kron"),
    *("addmm", "addbmm", "addmv", "addr", "baddbmm", "einsum", "tensordot"),
    *("chain_matmul", "multi_dot", "linalg_matmul", "linalg_multi_dot", "linalg_vecdot"),
    *("cdist", "scaled_dot_product_attention"),
}
"""A layer where one factor is a weight; where all are features, each is weighed by others."""

SUMS = {"add", "iadd", "sub", "isub", "rsub", "subtract"}
DIVISIONS = {"div", "truediv", "itruediv", "divide"}
GATES = {"mul", "imul", "multiply", *DIVISIONS}

PASSING = {
    *SUMS,
    *GATES,
    *("pow", "ipow", "rpow", "remainder", "fmod", "floor_divide", "floordiv", "mod", "true_divide", "hypot", "atan2"),
    *("addcmul", "addcdiv", "lerp", "maximum", "minimum", "max", "min", "fmax", "fmin", "logaddexp", "xlogy", "polar"),
    *("clamp", "clip", "clamp_min", "clamp_max", "where", "masked_fill", "masked_scatter", "complex", "float_power"),
    *("eq", "ne", "lt", "le", "gt", "ge", "and", "or", "xor", "isclose", "allclose", "logical_and", "logical_or"),
    *("batch_norm", "instance_norm", "layer_norm", "group_norm", "rms_norm", "prelu", "_prelu_kernel"),
    *("native_batch_norm", "_native_batch_norm_legit", "_native_batch_norm_legit_no_training", "_fused_rms_norm"),
    *("native_layer_norm", "native_group_norm", "_native_batch_norm_legit_functional"),
    *("embedding", "embedding_bag", "_embedding_bag", "_embedding_bag_forward_only"),
    *("getitem", "setitem", "index", "index_select", "gather", "take", "take_along_dim", "index_put", "index_copy"),
    *("index_add", "index_fill", "scatter", "scatter_add", "scatter_reduce", "select_scatter", "slice_scatter"),
    *("cat", "concat", "concatenate", "stack", "hstack", "vstack", "dstack", "column_stack", "copy", "to", "type_as"),
    *("expand_as", "view_as", "reshape_as", "broadcast_tensors", "tuple", "list", "dict", "returned", "getattr"),
}
"""Given a feature and weights, they scale, shift, choose or assemble: a feature passes through them."""
