# From the original trunk: one epoch; two branches with other seeds, and the mean of all three; then twice again two branches
# of an epoch from the last mean, the second with more sentences built whole. Ships: the mean of the three means.
# Run in daemon/training with MODEL set; branches run side by side, one core each. About 75 minutes on two idle cores.
set -e
train() { python -m matching.train_verifier "$MODEL" "$@"; }
branches() { # name, start, then the options of both
  name=$1 start=$2
  shift 2
  for branch in 1 2; do train "$name$branch.safetensors" --start "$start" --seed "$branch$branch" --threads 1 "$@" & done
  wait
}

train start.safetensors --epochs 1 --seed 1 --quora 12000 --templates 3000
branches first start.safetensors --epochs 2 --rate 9e-5 --quora 26000 --templates 2500
python -m matching.merge mean1.safetensors start.safetensors first1.safetensors first2.safetensors
branches second mean1.safetensors --epochs 1 --rate 9e-5 --quora 45000 --templates 3000
python -m matching.merge mean2.safetensors second1.safetensors second2.safetensors
branches third mean2.safetensors --epochs 1 --rate 1e-4 --quora 45000 --templates 2500
python -m matching.merge mean3.safetensors third1.safetensors third2.safetensors
python -m matching.merge verifier.safetensors mean1.safetensors mean2.safetensors mean3.safetensors
