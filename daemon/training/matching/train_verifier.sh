# One epoch from the original trunk, then two branches with other seeds, and the mean of all three.
# Run in daemon/training with MODEL set; the branches run side by side, one core each. About 30 minutes on two idle cores.
set -e
python -m matching.train_verifier "$MODEL" start.safetensors --epochs 1 --seed 1 --quora 12000 --templates 3000
for branch in 1 2; do
  python -m matching.train_verifier "$MODEL" "branch$branch.safetensors" --start start.safetensors --epochs 2 --rate 9e-5 --quora 26000 --templates 2500 --seed "1$branch" --threads 1 &
done
wait
python -m matching.merge verifier.safetensors start.safetensors branch1.safetensors branch2.safetensors
